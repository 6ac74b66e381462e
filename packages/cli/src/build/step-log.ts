import { stripVTControlCharacters, TextDecoder } from 'node:util';

type Stream = 'stdout' | 'stderr';

/** Lines kept of a step's output, for the live view and for what is said when it fails. */
const keptLines = 100;

/** A line that grows beyond this without an end is broken. */
const longestLine = 16_384;

/** A step's output as lines of plain text: no control sequences, carriage returns carried out. */
export class StepLog {
  readonly #decoders = new Map<Stream, TextDecoder>();
  readonly #partial = new Map<Stream, string>();
  #lines: string[] = [];

  /** Takes output; answers the lines that it completed. */
  push(stream: Stream, data: Uint8Array): readonly string[] {
    const decoder = this.#decoders.get(stream) ?? new TextDecoder();
    this.#decoders.set(stream, decoder);
    const text = (this.#partial.get(stream) ?? '') + decoder.decode(data, { stream: true });
    const parts = text.split('\n');
    let rest = parts.pop() ?? '';
    if (rest.length > longestLine) rest = rest.slice(rest.lastIndexOf('\r', rest.length - 2) + 1);
    if (rest.length > longestLine) {
      parts.push(rest);
      rest = '';
    }
    this.#partial.set(stream, rest);
    return this.#keep(parts.map(plainText));
  }

  /** What was written after the last line feed, as lines; for the end of a step. */
  end(): readonly string[] {
    const rests = [...this.#partial.values()].map(plainText).filter((line) => line !== '');
    this.#partial.clear();
    return this.#keep(rests);
  }

  /** The last lines, an unfinished one included. */
  tail(count: number): readonly string[] {
    const rests = [...this.#partial.values()].map(plainText).filter((line) => line !== '');
    return [...this.#lines, ...rests].slice(Math.max(0, this.#lines.length + rests.length - count));
  }

  #keep(lines: readonly string[]): readonly string[] {
    this.#lines = [...this.#lines, ...lines].slice(-keptLines);
    return lines;
  }
}

/** What a terminal would show of one line, without colours and cursor movements. */
export function plainText(line: string): string {
  const text = stripVTControlCharacters(line);
  // Progress bars rewrite their line: its last state counts.
  const shown = text.split('\r').findLast((part) => part !== '') ?? '';
  return shown.replaceAll('\t', '    ').replace(/\p{Cc}/gu, '');
}
