/** One element of a pattern: a literal character, any one character, or any number of them. */
type Token =
  | { readonly kind: 'literal'; readonly character: string }
  | { readonly kind: 'one' | 'any' };

/** Cells of the table that one match may fill: some tenths of a second. */
const maximumCells = 100_000_000;

/**
 * `value` without the part at its start, or at its `end`, that `pattern` matches, the shortest
 * or the `longest`; unchanged where none does. Patterns know `*`, `?` and `\`; neither wildcard
 * matches a line feed. Throws RangeError for a bad escape or a match beyond all measure.
 */
export function trimPattern(
  value: string,
  pattern: string,
  options: { readonly end: boolean; readonly longest: boolean },
): string {
  const tokens = parsePattern(pattern);
  const characters = [...value];
  if (options.end) {
    tokens.reverse();
    characters.reverse();
  }
  const end = matchEnds(characters, tokens, options.longest)[0] ?? -1;
  if (end === -1) {
    return value;
  }
  const rest = characters.slice(end);
  return (options.end ? rest.reverse() : rest).join('');
}

/** `value` with the first longest match of `pattern`, or every one, replaced. Throws as above. */
export function replacePattern(
  value: string,
  pattern: string,
  options: {
    readonly replacement: string;
    readonly all: boolean;
    readonly maximumLength: number;
  },
): string {
  const characters = [...value];
  const ends = matchEnds(characters, parsePattern(pattern), true);
  let result = '';
  let lastEnd = -1;
  for (let at = 0; at <= characters.length; ) {
    const end = ends[at] ?? -1;
    // An empty match where the one before it ended is none.
    const found = end > at || (end === at && lastEnd !== at);
    if (found) {
      result += options.replacement;
      lastEnd = end;
      if (!options.all) {
        return result + characters.slice(end).join('');
      }
    }
    if (end > at) {
      at = end;
    } else {
      result += characters[at] ?? '';
      at += 1;
    }
    if (result.length > options.maximumLength) {
      throw new RangeError('the result is too long');
    }
  }
  return result;
}

/**
 * For each index of `characters`, the end of the longest (or shortest) match that begins there,
 * -1 where none does. Works backwards over both, so its time is their lengths' product.
 */
function matchEnds(
  characters: readonly string[],
  tokens: readonly Token[],
  longest: boolean,
): Int32Array {
  const size = characters.length;
  if ((size + 1) * (tokens.length + 1) > maximumCells) {
    throw new RangeError('value and pattern are too long');
  }
  let ends = Int32Array.from({ length: size + 1 }, (_, index) => index);
  for (const token of tokens.toReversed()) {
    const next = new Int32Array(size + 1).fill(-1);
    for (let at = size; at >= 0; at--) {
      const character = characters[at];
      if (token.kind === 'any') {
        const none = ends[at] ?? -1;
        const more = character === undefined || character === '\n' ? -1 : (next[at + 1] ?? -1);
        next[at] = none === -1 || (longest && more !== -1) ? more : none;
      } else if (matchesOne(token, character)) {
        next[at] = ends[at + 1] ?? -1;
      }
    }
    ends = next;
  }
  return ends;
}

function matchesOne(token: Token, character: string | undefined): boolean {
  if (token.kind === 'literal') {
    return character === token.character;
  }
  return character !== undefined && character !== '\n';
}

function parsePattern(pattern: string): Token[] {
  const characters = [...pattern];
  const tokens: Token[] = [];
  for (let at = 0; at < characters.length; at++) {
    let character = characters[at] ?? '';
    if (character === '*') {
      if (tokens.at(-1)?.kind !== 'any') {
        tokens.push({ kind: 'any' });
      }
      continue;
    }
    if (character === '?') {
      tokens.push({ kind: 'one' });
      continue;
    }
    if (character === '\\') {
      at += 1;
      character = characters[at] ?? '';
      // `}` and `/` need an escape to stand in `${}` at all.
      if (character === '' || !'*?\\}/'.includes(character)) {
        throw new RangeError(`invalid escape '\\${character}'`);
      }
    }
    tokens.push({ kind: 'literal', character });
  }
  return tokens;
}
