import { FakeOutput } from './fake-context.ts';

/**
 * A terminal's screen: what is left to see of all that was written. Knows what a live display uses:
 * line feeds, wrapping, cursor up, clearing, colours, hiding the cursor. Throws on anything else.
 */
export class Screen extends FakeOutput {
  cursorHidden = false;
  #cells: string[][] = [[]];
  #row = 0;
  #column = 0;

  constructor(columns: number, rows: number) {
    super({ columns, rows, isTTY: true });
  }

  override write(text: string): void {
    super.write(text);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are the point
    for (const [token] of text.matchAll(/\u001b\[[?\d;]*[A-Za-z]|[\s\S]/gu)) this.#take(token);
  }

  /** All lines, those scrolled away included, without trailing spaces. */
  get lines(): readonly string[] {
    const lines = this.#cells.map((cells) => cells.join('').trimEnd());
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  #take(token: string): void {
    if (token === '\n') {
      this.#moveTo(this.#row + 1, 0);
    } else if (token === '\r') {
      this.#column = 0;
    } else if (token.startsWith('\u001b')) {
      this.#control(token);
    } else {
      if (this.#column >= this.columns) this.#moveTo(this.#row + 1, 0);
      const line = this.#line();
      while (line.length < this.#column) line.push(' ');
      line[this.#column] = token;
      this.#column += 1;
    }
  }

  #control(token: string): void {
    const parameter = Number(token.slice(2, -1)) || 1;
    if (token === '\u001b[?25l') this.cursorHidden = true;
    else if (token === '\u001b[?25h') this.cursorHidden = false;
    else if (token.endsWith('A')) {
      // A terminal's cursor stops at its first row: what scrolled away stays as it is.
      const top = Math.max(0, this.#cells.length - this.rows);
      this.#row = Math.max(top, this.#row - parameter);
    } else if (token === '\u001b[K')
      this.#line().length = Math.min(this.#column, this.#line().length);
    else if (token === '\u001b[J') {
      this.#line().length = Math.min(this.#column, this.#line().length);
      this.#cells.length = this.#row + 1;
    } else if (!token.endsWith('m')) {
      throw new Error(`unknown control sequence ${JSON.stringify(token)}`);
    }
  }

  #moveTo(row: number, column: number): void {
    this.#row = row;
    this.#column = column;
    while (this.#cells.length <= row) this.#cells.push([]);
  }

  #line(): string[] {
    const line = this.#cells[this.#row];
    if (!line) throw new Error('no such row');
    return line;
  }
}
