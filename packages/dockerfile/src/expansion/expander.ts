import { type Lookup, lexShellText } from './shell-lexer.ts';

/** A text with its variables replaced. */
export interface ExpandedWord {
  readonly text: string;
  /** Names the text asked for and got. */
  readonly used: ReadonlySet<string>;
  /** Names the text asked for that are not set. */
  readonly unset: ReadonlySet<string>;
}

/** A text with its variables replaced, then split at the spaces that no quote protects. */
export interface ExpandedWords extends Omit<ExpandedWord, 'text'> {
  readonly words: readonly string[];
}

/** Replaces variables in an instruction's values. Its methods throw DockerfileError. */
export interface Expander {
  /** One value stays one value: quotes and escapes go, spaces stay. */
  word(text: string, env: Lookup): ExpandedWord;
  /** One value may become several, or none: EXPOSE. */
  words(text: string, env: Lookup): ExpandedWords;
}

/**
 * An expander for a file whose escape character is `escapeCharacter`: `$x`, `${x}`, and all of `:-`, `-`,
 * `:+`, `+`, `:?`, `?`, `#`, `##`, `%`, `%%`, `/` and `//`, nested as deep as anybody writes.
 */
export function createExpander(escapeCharacter: string): Expander {
  const options = { escape: escapeCharacter, quotes: 'remove' } as const;
  return {
    word(text, env) {
      const { text: expanded, used, unset } = lexShellText(text, env, options);
      return { text: expanded, used, unset };
    },
    words(text, env) {
      const { words, used, unset } = lexShellText(text, env, { ...options, split: true });
      return { words, used, unset };
    },
  };
}

/**
 * The body of a here-document of COPY or ADD, for those with `expand`. Quotes are ordinary
 * characters and the escape is a backslash whatever the file's own is, as in BuildKit.
 * Throws DockerfileError.
 */
export function expandHeredoc(content: string, env: Lookup): ExpandedWord {
  const { text, used, unset } = lexShellText(content, env, { escape: '\\', quotes: 'ordinary' });
  return { text, used, unset };
}
