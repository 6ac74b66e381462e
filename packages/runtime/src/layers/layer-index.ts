import { escapeLine, indexLetters } from './layer-index-builder.ts';
import type { EntryInfo } from './layer-store.ts';

/** What one layer says of a path. */
export type LayerAnswer =
  | { readonly kind: 'entry'; readonly info: EntryInfo }
  /** Neither this layer nor any below it has the path. */
  | { readonly kind: 'hidden' }
  /** Ask the layer below. */
  | { readonly kind: 'silent' };

const typesByLetter = new Map<string, EntryInfo['type']>([
  ...Object.entries(indexLetters).map(
    ([type, letter]) => [letter, type as EntryInfo['type']] as const,
  ),
  ['o', 'directory'],
]);

/** A layer's index, searched in the bytes as they are in its file: opening it costs one read. */
export class LayerIndex {
  readonly #lines: Buffer;

  constructor(lines: Buffer) {
    this.#lines = lines;
  }

  /** `path` is relative and clean, latin1. */
  ask(path: string): LayerAnswer {
    const own = this.#find(path);
    if (own) return own.letter === 'w' ? { kind: 'hidden' } : { kind: 'entry', info: own.info };
    for (let at = path; at !== ''; ) {
      at = at.slice(0, Math.max(0, at.lastIndexOf('/')));
      const above = this.#find(at);
      if (!above) continue;
      // Opaque, gone, or no folder any more: nothing of the layers below is seen through it.
      if (above.letter !== 'd') return { kind: 'hidden' };
    }
    return { kind: 'silent' };
  }

  #find(path: string): { readonly letter: string; readonly info: EntryInfo } | undefined {
    const key = Buffer.from(`${escapeLine(path)}\0`, 'latin1');
    let low = 0;
    let high = this.#lines.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const start = middle === 0 ? 0 : this.#lines.lastIndexOf(0x0a, middle - 1) + 1;
      const end = this.#lines.indexOf(0x0a, middle);
      const order = key.compare(this.#lines, start, Math.min(start + key.length, end));
      if (order === 0) return parsed(this.#lines.toString('latin1', start, end));
      if (order < 0) high = start;
      else low = end + 1;
    }
    return undefined;
  }
}

function parsed(line: string): { readonly letter: string; readonly info: EntryInfo } {
  const [, kind = '', uid = '0', gid = '0', link = ''] = line.split('\0');
  const letter = kind.slice(0, 1);
  const type = typesByLetter.get(letter) ?? 'file';
  const info = {
    type,
    mode: Number.parseInt(kind.slice(1), 8),
    uid: Number(uid),
    gid: Number(gid),
  };
  if (type !== 'symlink') return { letter, info };
  const linkName = Buffer.from(unescapeLine(link), 'latin1').toString('utf8');
  return { letter, info: { ...info, linkName } };
}

function unescapeLine(text: string): string {
  return text.replace(/\\(n|\\)/g, (_, what: string) => (what === 'n' ? '\n' : '\\'));
}
