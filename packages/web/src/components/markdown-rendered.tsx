import { useMemo } from 'react';
import { renderMarkdown } from './render-markdown.ts';

/** Markdown, drawn. */
export function MarkdownRendered({ source }: { source: string }) {
  const html = useMemo(() => renderMarkdown(source), [source]);
  // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitized by renderMarkdown
  return <div className="sw-markdown" dangerouslySetInnerHTML={{ __html: html }} />;
}
