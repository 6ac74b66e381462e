import { DockerfileError } from '../errors/dockerfile-error.ts';

/** A pattern of slash-separated paths. */
export interface PathPattern {
  matches(path: string): boolean;
  /** Whether any path below `folder` could match: never false where one does. */
  mayMatchBelow(folder: string): boolean;
}

type Token =
  | { readonly kind: 'literal'; readonly character: string }
  | { readonly kind: 'class'; readonly includes: (character: string) => boolean }
  /** `?`: one character but a slash. */
  | { readonly kind: 'one' }
  /** `*`: any number of them. */
  | { readonly kind: 'star' }
  /** `**` at the end: anything. */
  | { readonly kind: 'anything' }
  /** `**` elsewhere: nothing, or anything up to a slash; always followed by 'folders'. */
  | { readonly kind: 'maybeFolders' }
  | { readonly kind: 'folders' };

/**
 * Reads a pattern: Go's `filepath.Match` syntax (`*`, `?`, `[a-z]`, `[^a]`, `\`) as the sources of
 * COPY and ADD have it, and with `globstar` the `**` of moby/patternmatcher (`--parents`, ignore
 * files). It matches whole paths, as written: clean them first. Throws DockerfileError
 * INVALID_PATTERN.
 */
export function pathPattern(
  pattern: string,
  options: { readonly globstar?: boolean } = {},
): PathPattern {
  const tokens = parseTokens(pattern, options.globstar === true);
  const literals = tokens.map((token) => (token.kind === 'literal' ? token.character : undefined));
  const firstSpecial = literals.indexOf(undefined);
  if (firstSpecial === -1) {
    return literalPattern(literals.join(''));
  }
  const prefix = literals.slice(0, firstSpecial).join('');
  const suffix = literals.slice(literals.lastIndexOf(undefined) + 1).join('');
  const longest = longestRun(literals);
  // `**name`, unlike `**/name`, matches the end of any path: patternmatcher's shortcut for it.
  if (tokens[0]?.kind === 'maybeFolders' && literals.slice(2).join('') === pattern.slice(2)) {
    return { matches: (path) => path.endsWith(suffix), mayMatchBelow: () => true };
  }
  return {
    matches: (path) =>
      path.length >= prefix.length + suffix.length &&
      path.startsWith(prefix) &&
      path.endsWith(suffix) &&
      path.includes(longest) &&
      reached(tokens, path)[tokens.length] === 1,
    mayMatchBelow: (folder) => {
      const below = `${folder}/`;
      const known = Math.min(prefix.length, below.length);
      return below.slice(0, known) === prefix.slice(0, known) && reached(tokens, below).includes(1);
    },
  };
}

function literalPattern(text: string): PathPattern {
  return {
    matches: (path) => path === text,
    mayMatchBelow: (folder) => text.startsWith(`${folder}/`),
  };
}

/** The longest text that every match has in it: most paths of a tree fail already there. */
function longestRun(literals: readonly (string | undefined)[]): string {
  let longest = '';
  let run = '';
  for (const literal of literals) {
    run = literal === undefined ? '' : run + literal;
    if (run.length > longest.length) {
      longest = run;
    }
  }
  return longest;
}

/** Which tokens come next once the whole path is read; 1 at the index after the last is a match. */
function reached(tokens: readonly Token[], path: string): Uint8Array {
  let states = new Uint8Array(tokens.length + 1);
  enter(tokens, states, 0);
  for (const character of path) {
    const next = new Uint8Array(tokens.length + 1);
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at];
      if (states[at] === 1 && token !== undefined) {
        step(tokens, next, { at, token, character });
      }
    }
    states = next;
  }
  return states;
}

function step(
  tokens: readonly Token[],
  next: Uint8Array,
  { at, token, character }: { at: number; token: Token; character: string },
): void {
  switch (token.kind) {
    case 'literal':
      if (character === token.character) enter(tokens, next, at + 1);
      return;
    case 'class':
      if (token.includes(character)) enter(tokens, next, at + 1);
      return;
    case 'one':
      if (character !== '/') enter(tokens, next, at + 1);
      return;
    case 'star':
      if (character !== '/') enter(tokens, next, at);
      return;
    case 'anything':
      enter(tokens, next, at);
      return;
    case 'folders':
      next[at] = 1;
      if (character === '/') enter(tokens, next, at + 1);
      return;
    case 'maybeFolders':
  }
}

/** Adds a token to those that may come next, and what may come in its place. */
function enter(tokens: readonly Token[], states: Uint8Array, from: number): void {
  for (let at = from; states[at] !== 1; at++) {
    states[at] = 1;
    const kind = tokens[at]?.kind;
    if (kind === 'maybeFolders') {
      states[at + 1] = 1;
      at += 1;
    } else if (kind !== 'star' && kind !== 'anything') {
      return;
    }
  }
}

function parseTokens(pattern: string, globstar: boolean): Token[] {
  const characters = [...pattern];
  const tokens: Token[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    if (character === '*' && globstar && characters[at + 1] === '*') {
      at += characters[at + 2] === '/' ? 2 : 1;
      tokens.push(
        ...(at + 1 < characters.length
          ? ([{ kind: 'maybeFolders' }, { kind: 'folders' }] as const)
          : ([{ kind: 'anything' }] as const)),
      );
    } else if (character === '*') {
      tokens.push({ kind: 'star' });
    } else if (character === '?') {
      tokens.push({ kind: 'one' });
    } else if (character === '[') {
      const { includes, end } = parseClass(characters, at + 1, pattern);
      tokens.push({ kind: 'class', includes });
      at = end;
    } else if (character === '\\') {
      at += 1;
      const escaped = characters[at];
      if (escaped === undefined) {
        throw badPattern(pattern, 'nothing follows its last backslash');
      }
      tokens.push({ kind: 'literal', character: escaped });
    } else {
      tokens.push({ kind: 'literal', character });
    }
  }
  return tokens;
}

/** A class whose `[` is read; `end` is where its `]` stands. It may hold a slash, as in Go. */
function parseClass(characters: readonly string[], from: number, pattern: string) {
  const negated = characters[from] === '^';
  const ranges: { low: number; high: number }[] = [];
  let at = negated ? from + 1 : from;
  const readOne = (): number => {
    if (characters[at] === '\\') {
      at += 1;
    } else if (characters[at] === '-' || characters[at] === ']') {
      throw badPattern(pattern, `"${characters[at]}" needs a backslash in brackets`);
    }
    const code = characters[at]?.codePointAt(0);
    at += 1;
    if (code === undefined || at >= characters.length) {
      throw badPattern(pattern, 'a bracket is not closed');
    }
    return code;
  };
  while (ranges.length === 0 || characters[at] !== ']') {
    const low = readOne();
    if (characters[at] === '-') {
      at += 1;
      ranges.push({ low, high: readOne() });
    } else {
      ranges.push({ low, high: low });
    }
  }
  const includes = (character: string) => {
    const code = character.codePointAt(0) ?? 0;
    return ranges.some(({ low, high }) => low <= code && code <= high) !== negated;
  };
  return { includes, end: at };
}

function badPattern(pattern: string, reason: string): DockerfileError {
  return new DockerfileError(
    'INVALID_PATTERN',
    `syntax error in pattern ${JSON.stringify(pattern)}: ${reason}`,
  );
}
