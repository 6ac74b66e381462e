import { skipSpace } from './characters.ts';
import { LogicalLine } from './logical-line.ts';
import { type SourceText, withoutLineEnd } from './source-text.ts';

/** An instruction's text, and the blank lines that were dropped from it. */
export interface ReadLine {
  readonly line: LogicalLine;
  /** The comments above it, without their `#`; an empty comment parts them from those before. */
  readonly comments: readonly string[];
  readonly blankLines: readonly number[];
}

/** Goes through a file's lines, joining those that continue. */
export class LineReader {
  readonly #source: SourceText;
  readonly #escapeCharacter: string;
  #next = 0;

  constructor(source: SourceText, escapeCharacter: string) {
    this.#source = source;
    this.#escapeCharacter = escapeCharacter;
  }

  /** How many lines have been read: the number of the last one. */
  get linesRead(): number {
    return this.#next;
  }

  /** The next instruction; undefined at the end of the file. Comments and blank lines are passed. */
  readInstruction(): ReadLine | undefined {
    let comments: string[] = [];
    while (this.#next < this.#source.lines.length) {
      const text = this.#source.lines[this.#next] ?? '';
      const start = skipSpace(text);
      this.#next += 1;
      if (text.charAt(start) === '#') {
        const comment = text.slice(start + 1).trim();
        if (comment === '') {
          comments = [];
        } else {
          comments.push(comment);
        }
        continue;
      }
      const first = text.slice(start);
      const continued = this.#withoutContinuation(first);
      if (first !== '' || continued !== undefined) {
        return { ...this.#join(first, start, continued), comments };
      }
    }
    return undefined;
  }

  /** A here-document's lines up to its terminator; undefined where the file ends before. */
  readHeredoc(name: string, stripTabs: boolean): string | undefined {
    const content: string[] = [];
    while (this.#next < this.#source.raw.length) {
      const raw = this.#source.raw[this.#next] ?? '';
      this.#next += 1;
      const line = withoutLineEnd(raw);
      if ((stripTabs ? line.replace(/^\t+/, '') : line) === name) {
        return content.join('');
      }
      content.push(raw);
    }
    return undefined;
  }

  #join(first: string, column: number, firstContinued: string | undefined) {
    const start = this.#next;
    const pieces = [{ offset: 0, line: start, column: column + 1 }];
    const blankLines: number[] = [];
    let text = firstContinued ?? first;
    let continued = firstContinued !== undefined;
    while (continued && this.#next < this.#source.lines.length) {
      const line = this.#source.lines[this.#next] ?? '';
      this.#next += 1;
      const begin = skipSpace(line);
      if (line.charAt(begin) === '#') {
        continue;
      }
      if (begin === line.length) {
        blankLines.push(this.#next);
        continue;
      }
      const rest = this.#withoutContinuation(line);
      continued = rest !== undefined;
      pieces.push({ offset: text.length, line: this.#next, column: 1 });
      text += rest ?? line;
    }
    const range = { start, end: this.#next };
    return { line: new LogicalLine(this.#source, text, pieces, range), blankLines };
  }

  /**
   * The line without the escape that ends it, spaces after it allowed; undefined where it does not
   * continue. An escape right before that one makes it an ordinary character.
   */
  #withoutContinuation(line: string): string | undefined {
    let end = line.length;
    while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) {
      end -= 1;
    }
    if (line[end - 1] !== this.#escapeCharacter || line[end - 2] === this.#escapeCharacter) {
      return undefined;
    }
    return line.slice(0, end - 1);
  }
}
