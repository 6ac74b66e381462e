import { DockerfileError } from '../errors/dockerfile-error.ts';
import { replacePattern, trimPattern } from './shell-pattern.ts';
import { WordCollector } from './word-collector.ts';

/** The variables in force; undefined for one that is not set. */
export type Lookup = (name: string) => string | undefined;

export interface ShellLexerOptions {
  /** `\` or a backtick. */
  readonly escape: string;
  /** What becomes of quotes: taken away, kept though they quote, or ordinary characters. */
  readonly quotes: 'remove' | 'keep' | 'ordinary';
  /** True keeps each escape before the character that it escapes. */
  readonly keepEscapes?: boolean;
  /** True leaves a variable that is not set as it is written. */
  readonly keepUnset?: boolean;
  /** True fills in `words`. */
  readonly split?: boolean;
}

export interface LexedText {
  readonly text: string;
  /** With `split`, the text parted at the spaces that are not quoted, those of values included. */
  readonly words: readonly string[];
  readonly used: ReadonlySet<string>;
  readonly unset: ReadonlySet<string>;
}

/** `${a:-${b:-...}}`: far more than anybody writes, far less than the stack holds. */
const maximumDepth = 500;

const meaningful = /[$<'"\\`/}]/g;

/** UTF-16 units: `ENV a=$a$a`, a few dozen times over, would fill any memory. */
const maximumLength = 16 * 1024 * 1024;

/**
 * One pass over one text: quotes, escapes and variables as BuildKit's frontend reads them
 * (docs/reference.md "Environment replacement"; specs of POSIX shells where it is silent).
 * Throws DockerfileError INVALID_EXPANSION.
 */
export function lexShellText(source: string, env: Lookup, options: ShellLexerOptions): LexedText {
  return new ShellLexer(source, env, options).run();
}

class ShellLexer {
  readonly #source: string;
  readonly #env: Lookup;
  readonly #options: ShellLexerOptions;
  readonly #used = new Set<string>();
  readonly #unset = new Set<string>();
  #at = 0;
  #depth = 0;
  #keepEscapes: boolean;

  constructor(source: string, env: Lookup, options: ShellLexerOptions) {
    this.#source = source;
    this.#env = env;
    this.#options = options;
    this.#keepEscapes = options.keepEscapes === true;
  }

  run(): LexedText {
    const words = this.#options.split === true ? new WordCollector() : undefined;
    const text = this.#readUntil(undefined, words);
    return { text, words: words?.finish() ?? [], used: this.#used, unset: this.#unset };
  }

  /** Reads up to `stop`, which is taken too, or to the end of the text when there is none. */
  #readUntil(stop: string | undefined, words?: WordCollector): string {
    let result = '';
    while (this.#at < this.#source.length) {
      const character = this.#source.charAt(this.#at);
      if (character === stop) {
        this.#at += 1;
        return result;
      }
      if (character === '$') {
        const value = this.#readVariable();
        words?.addText(value);
        result = this.#append(result, value);
      } else if (character === '<') {
        const opening = this.#readHeredocOpening();
        words?.addQuoted(opening);
        result += opening;
      } else if (this.#isQuote(character)) {
        const quoted = character === "'" ? this.#readSingleQuoted() : this.#readDoubleQuoted();
        words?.addQuoted(quoted);
        result = this.#append(result, quoted);
      } else if (character === this.#options.escape) {
        const escaped = this.#readEscaped();
        words?.addQuoted(escaped);
        result += escaped;
      } else {
        const plain = this.#readPlain();
        words?.addText(plain);
        result += plain;
      }
    }
    if (stop !== undefined) {
      throw this.#error(`syntax error: missing '${stop}'${stop === '/' ? ' in ${}' : ''}`);
    }
    return result;
  }

  /** At least one character, and all up to the next that may mean something. */
  #readPlain(): string {
    const start = this.#at;
    meaningful.lastIndex = start + 1;
    this.#at = meaningful.exec(this.#source)?.index ?? this.#source.length;
    return this.#source.slice(start, this.#at);
  }

  #isQuote(character: string): boolean {
    return (character === "'" || character === '"') && this.#options.quotes !== 'ordinary';
  }

  /** The escape and the character after it; at the end of the text there is none. */
  #readEscaped(): string {
    this.#at += 1;
    const next = this.#nextCharacter();
    this.#at += next.length;
    return this.#keepEscapes ? this.#options.escape + next : next;
  }

  /** `<<` with the spaces after it is one piece, so that `<< EOF` stays one word. */
  #readHeredocOpening(): string {
    const start = this.#at;
    this.#at += 1;
    if (this.#source.charAt(this.#at) === '<') {
      this.#at += 1;
      while (/^[\t\r ]$/.test(this.#source.charAt(this.#at))) {
        this.#at += 1;
      }
    }
    return this.#source.slice(start, this.#at);
  }

  #readSingleQuoted(): string {
    const end = this.#source.indexOf("'", this.#at + 1);
    if (end === -1) {
      throw this.#error('unexpected end of statement while looking for matching single-quote');
    }
    const quoted = this.#source.slice(this.#at + 1, end);
    this.#at = end + 1;
    return this.#options.quotes === 'keep' ? `'${quoted}'` : quoted;
  }

  #readDoubleQuoted(): string {
    const quote = this.#options.quotes === 'keep' ? '"' : '';
    this.#at += 1;
    let result = quote;
    while (this.#at < this.#source.length) {
      const character = this.#source.charAt(this.#at);
      if (character === '"') {
        this.#at += 1;
        return result + quote;
      }
      if (character === '$') {
        result = this.#append(result, this.#readVariable());
      } else if (character === this.#options.escape) {
        result += this.#readEscapedInQuotes();
      } else {
        this.#at += 1;
        result += character;
      }
    }
    throw this.#error('unexpected end of statement while looking for matching double-quote');
  }

  /** Within double quotes only `"`, `$` and the escape itself can be escaped. */
  #readEscapedInQuotes(): string {
    const { escape: escapeCharacter } = this.#options;
    const next = this.#source.charAt(this.#at + 1);
    const escapes = next === '"' || next === '$' || next === escapeCharacter;
    this.#at += escapes ? 2 : 1;
    if (next === '') {
      return this.#keepEscapes ? escapeCharacter : '';
    }
    const text = escapes ? next : escapeCharacter;
    return this.#keepEscapes ? escapeCharacter + text : text;
  }

  #readVariable(): string {
    this.#at += 1;
    if (this.#source.charAt(this.#at) !== '{') {
      const name = this.#readName();
      if (name === '') {
        return '$';
      }
      return this.#value(name) ?? (this.#options.keepUnset === true ? `$${name}` : '');
    }
    this.#at += 1;
    this.#depth += 1;
    if (this.#depth > maximumDepth) {
      throw this.#error(`more than ${maximumDepth} substitutions inside each other`);
    }
    const value = this.#readBraced();
    this.#depth -= 1;
    return value;
  }

  /** What stands after `${`. */
  #readBraced(): string {
    const first = this.#source.charAt(this.#at);
    if (first === '') {
      throw this.#error("syntax error: missing '}'");
    }
    if (first === '{' || first === '}' || first === ':') {
      throw this.#error('syntax error: bad substitution');
    }
    const name = this.#readName();
    const modifier = this.#source.charAt(this.#at);
    this.#at += 1;
    switch (modifier) {
      case '':
        throw this.#error("syntax error: missing '}'");
      case '}':
        return this.#value(name) ?? (this.#options.keepUnset === true ? `\${${name}}` : '');
      case '/':
        return this.#replace(name);
      case '#':
      case '%':
        return this.#trim(name, modifier);
      case ':': {
        const second = this.#source.charAt(this.#at);
        this.#at += 1;
        return this.#choose(name, modifier + second);
      }
      default:
        return this.#choose(name, modifier);
    }
  }

  /** `-`, `+` and `?`; with a colon an empty value counts as none. */
  #choose(name: string, modifier: string): string {
    const kind = modifier.at(-1) ?? '';
    if (modifier === ':' || !'-+?'.includes(kind)) {
      throw this.#error(`unsupported modifier (${modifier}) in substitution`);
    }
    const word = this.#readArgument('}', false);
    const value = this.#value(name);
    if (value === undefined && this.#options.keepUnset === true) {
      return `\${${name}${modifier}${word}}`;
    }
    const present = value !== undefined && !(modifier.length === 2 && value === '');
    if (kind === '+') {
      return present ? word : '';
    }
    if (present) {
      return value;
    }
    if (kind === '-') {
      return word;
    }
    const state = value === undefined ? 'unset' : 'empty';
    throw this.#error(`${name}: ${word === '' ? `is not allowed to be ${state}` : word}`);
  }

  /** `${name#pattern}` and `${name%pattern}`; doubled, the longest match goes. */
  #trim(name: string, side: '#' | '%'): string {
    const word = this.#readArgument('}', true);
    const value = this.#value(name);
    if (value === undefined && this.#options.keepUnset === true) {
      return `\${${name}${side}${word}}`;
    }
    const longest = word.startsWith(side);
    const pattern = longest ? word.slice(1) : word;
    return this.#withPattern(pattern, () =>
      trimPattern(value ?? '', pattern, { end: side === '%', longest }),
    );
  }

  /** `${name/pattern/replacement}`; with two slashes every match. */
  #replace(name: string): string {
    const all = this.#source.charAt(this.#at) === '/';
    if (all) {
      this.#at += 1;
    }
    const pattern = this.#readArgument('/', true);
    const replacement = this.#readArgument('}', true);
    const value = this.#value(name);
    if (value === undefined && this.#options.keepUnset === true) {
      return `\${${name}${all ? '//' : '/'}${pattern}/${replacement}}`;
    }
    return this.#withPattern(pattern, () =>
      replacePattern(value ?? '', pattern, { replacement, all, maximumLength }),
    );
  }

  #withPattern(pattern: string, apply: () => string): string {
    try {
      return apply();
    } catch (error) {
      if (error instanceof RangeError) {
        throw this.#error(`invalid pattern (${pattern}) in substitution: ${error.message}`);
      }
      throw error;
    }
  }

  #readArgument(stop: string, keepEscapes: boolean): string {
    const before = this.#keepEscapes;
    this.#keepEscapes = keepEscapes;
    const text = this.#readUntil(stop);
    this.#keepEscapes = before;
    return text;
  }

  /** A name, a number, one special parameter, or nothing. */
  #readName(): string {
    const start = this.#at;
    const special = /^[@*#?\-$!0]$/;
    const first = this.#nextCharacter();
    if (/^\p{Nd}/u.test(first)) {
      return this.#readWhile(/^\p{Nd}/u);
    }
    if (special.test(first)) {
      this.#at = start + 1;
      return first;
    }
    return this.#readWhile(/^[\p{L}\p{Nd}_]/u);
  }

  #readWhile(pattern: RegExp): string {
    const start = this.#at;
    for (let next = this.#nextCharacter(); pattern.test(next); next = this.#nextCharacter()) {
      this.#at += next.length;
    }
    return this.#source.slice(start, this.#at);
  }

  /** One character, which may be two UTF-16 units; empty at the end. */
  #nextCharacter(): string {
    const code = this.#source.codePointAt(this.#at);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  #value(name: string): string | undefined {
    const value = this.#env(name);
    (value === undefined ? this.#unset : this.#used).add(name);
    return value;
  }

  #append(result: string, value: string): string {
    if (result.length + value.length > maximumLength) {
      throw this.#error(`the expanded text has more than ${maximumLength} characters`);
    }
    return result + value;
  }

  #error(message: string): DockerfileError {
    const shown = this.#source.length > 200 ? `${this.#source.slice(0, 200)}...` : this.#source;
    return new DockerfileError(
      'INVALID_EXPANSION',
      `failed to process ${JSON.stringify(shown)}: ${message}`,
    );
  }
}
