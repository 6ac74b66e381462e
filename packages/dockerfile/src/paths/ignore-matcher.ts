import { DockerfileError } from '../errors/dockerfile-error.ts';
import { trimSpace } from '../syntax/characters.ts';
import { readSourceText, type SourceText } from '../syntax/source-text.ts';
import { cleanPath } from './clean-path.ts';
import { createPathMatcher, type PathMatcher } from './path-matcher.ts';

/**
 * The matcher of a `.dockerignore`: a line that begins with `#` is a comment, spaces around a pattern
 * go, so does a slash before it. Throws DockerfileError with the line of a bad pattern.
 */
export function createIgnoreMatcher(
  text: Uint8Array | string,
  options: { readonly fileName?: string } = {},
): PathMatcher {
  const source = readSourceText(text, options.fileName ?? '.dockerignore');
  const patterns: string[] = [];
  for (const [index, line] of source.lines.entries()) {
    const pattern = readPattern(line);
    if (pattern !== undefined) {
      checkPattern(pattern, source, index + 1);
      patterns.push(pattern);
    }
  }
  return createPathMatcher(patterns);
}

function readPattern(line: string): string | undefined {
  const text = trimSpace(line);
  if (line.startsWith('#') || text === '') {
    return undefined;
  }
  const negated = text.startsWith('!');
  const body = negated ? trimSpace(text.slice(1)) : text;
  const cleaned = body === '' ? '' : cleanPath(body);
  const relative = cleaned.length > 1 && cleaned.startsWith('/') ? cleaned.slice(1) : cleaned;
  return negated ? `!${relative}` : relative;
}

function checkPattern(pattern: string, source: SourceText, line: number): void {
  try {
    createPathMatcher([pattern]);
  } catch (error) {
    if (error instanceof DockerfileError) {
      throw error.at({
        file: source,
        range: { start: line, end: line },
        position: { line, column: 1 },
      });
    }
    throw error;
  }
}
