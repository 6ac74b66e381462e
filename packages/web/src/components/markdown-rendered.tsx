import { useLayoutEffect, useRef } from 'react';
import { renderMarkdown } from './render-markdown.ts';

/** Markdown, drawn. */
export function MarkdownRendered({ source }: { source: string }) {
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    frame.current?.replaceChildren(renderMarkdown(source));
  }, [source]);
  return <div className="sw-markdown" ref={frame} />;
}
