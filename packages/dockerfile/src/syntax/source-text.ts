import { DockerfileError } from '../errors/dockerfile-error.ts';
import type { SourceFile } from '../errors/source-file.ts';

/** BuildKit reads lines through a buffer of 64 KiB. */
const maximumLineBytes = 65_535;

/** A file read: `raw` has each line with its line end, `lines` without. */
export interface SourceText extends SourceFile {
  readonly raw: readonly string[];
}

/**
 * Decodes UTF-8 (a byte order mark dropped, an invalid byte becomes U+FFFD) and splits at LF.
 * Throws DockerfileError when a line has more than 65,535 bytes.
 */
export function readSourceText(text: Uint8Array | string, fileName: string): SourceText {
  const decoded = typeof text === 'string' ? text : new TextDecoder().decode(text);
  const body = decoded.startsWith('\ufeff') ? decoded.slice(1) : decoded;
  const raw: string[] = [];
  for (let start = 0; start < body.length; ) {
    const end = body.indexOf('\n', start);
    const next = end === -1 ? body.length : end + 1;
    raw.push(body.slice(start, next));
    start = next;
  }
  const source: SourceText = { fileName, raw, lines: raw.map(withoutLineEnd) };
  for (const [index, line] of raw.entries()) {
    if (isTooLong(line)) {
      const number = index + 1;
      throw new DockerfileError(
        'SYNTAX',
        `dockerfile line greater than max allowed size of ${maximumLineBytes}`,
        {
          place: {
            file: source,
            range: { start: number, end: number },
            position: { line: number, column: 1 },
          },
        },
      );
    }
  }
  return source;
}

/** The line without the CRs and LFs at its end. */
export function withoutLineEnd(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === '\n' || line[end - 1] === '\r')) {
    end -= 1;
  }
  return end === line.length ? line : line.slice(0, end);
}

function isTooLong(line: string): boolean {
  const length = line.endsWith('\n') ? line.length - 1 : line.length;
  if (length * 3 <= maximumLineBytes) {
    return false;
  }
  return new TextEncoder().encode(line.slice(0, length)).length > maximumLineBytes;
}
