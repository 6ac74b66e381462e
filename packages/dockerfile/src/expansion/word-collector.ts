import { isSpace } from '../syntax/characters.ts';

/** Gathers words while a text is read: spaces end a word unless they came quoted. */
export class WordCollector {
  readonly #words: string[] = [];
  #word = '';

  /** Text whose spaces part words. */
  addText(text: string): void {
    for (const character of text) {
      if (isSpace(character)) {
        this.#end();
      } else {
        this.#word += character;
      }
    }
  }

  /** Text whose spaces are part of the word. */
  addQuoted(text: string): void {
    this.#word += text;
  }

  finish(): readonly string[] {
    this.#end();
    return this.#words;
  }

  /** A word of nothing, as `""` is, does not count. */
  #end(): void {
    if (this.#word !== '') {
      this.#words.push(this.#word);
      this.#word = '';
    }
  }
}
