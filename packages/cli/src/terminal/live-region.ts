import { stripVTControlCharacters } from 'node:util';
import type { Output } from '../context.ts';
import { displayWidth } from './display-width.ts';

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';
const clearBelow = '\u001b[J';

/** The last lines of a terminal, drawn over and over. The cursor is hidden until it is closed. */
export class LiveRegion {
  readonly #output: Output;
  #drawn: readonly string[] = [];
  #closed = false;
  readonly #restore = (): void => void this.#output.write(showCursor);

  constructor(output: Output) {
    this.#output = output;
    output.write(hideCursor);
    process.once('exit', this.#restore);
  }

  /** Shows these lines in place of those shown before. Fewer than the terminal has rows, none wider. */
  draw(lines: readonly string[]): void {
    if (this.#closed) return;
    const top = this.#backToTop();
    this.#drawn = lines;
    // One write, each line cleared only behind its text: nothing flickers.
    const text = lines.map((each) => `${each}\u001b[K\n`).join('');
    this.#output.write(`${top}${text}${clearBelow}`);
  }

  /** Takes the lines away and shows the cursor. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    process.off('exit', this.#restore);
    this.#output.write(`${this.#backToTop()}${clearBelow}${showCursor}`);
  }

  /** A terminal made narrower since has wrapped the lines: they take more rows than were written. */
  #backToTop(): string {
    const { columns = 80 } = this.#output;
    const rows = this.#drawn.reduce((sum, line) => {
      const width = displayWidth(stripVTControlCharacters(line));
      return sum + Math.max(1, Math.ceil(width / Math.max(1, columns)));
    }, 0);
    return rows > 0 ? `\u001b[${rows}A\r` : '';
  }
}
