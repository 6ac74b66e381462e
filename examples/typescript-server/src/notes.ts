/** A note as clients see it. */
export interface Note {
  readonly id: number;
  readonly text: string;
}

/** Notes in memory, numbered from 1. */
export class Notes {
  readonly #notes = new Map<number, Note>();
  #last = 0;

  add(text: string): Note {
    const note = { id: ++this.#last, text };
    this.#notes.set(note.id, note);
    return note;
  }

  get(id: number): Note | undefined {
    return this.#notes.get(id);
  }

  all(): readonly Note[] {
    return [...this.#notes.values()];
  }
}
