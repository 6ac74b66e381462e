import { isWordSpace, skipSpace, trimSpaceEnd } from './characters.ts';
import type { Word } from './word.ts';

/** An instruction's three parts. */
export interface CommandParts {
  readonly name: Word;
  /** Each `--name` or `--name=value`, quotes and escapes taken away. */
  readonly flags: readonly Word[];
  /** All the rest. */
  readonly rest: Word;
}

/** Splits an instruction's text from `offset` on into its name, its flags and the rest. */
export function splitCommand(text: string, offset: number, escapeCharacter: string): CommandParts {
  const body = trimSpaceEnd(text);
  const start = skipSpace(body, offset);
  let at = start;
  while (at < body.length && !isWordSpace(body.charAt(at))) {
    at += 1;
  }
  const name = { text: body.slice(start, at), offset: start };
  const { flags, end } = readFlags(body, at, escapeCharacter);
  const restStart = skipSpace(body, end);
  return { name, flags, rest: { text: body.slice(restStart), offset: restStart } };
}

/**
 * Flags stand before the first word without `--`; a lone `--` ends them. Only ASCII's spaces part
 * them: a no-break space before `--` makes it an argument.
 */
function readFlags(
  body: string,
  from: number,
  escapeCharacter: string,
): { flags: Word[]; end: number } {
  const flags: Word[] = [];
  let at = from;
  for (;;) {
    let start = at;
    while (start < body.length && isWordSpace(body.charAt(start))) {
      start += 1;
    }
    if (!body.startsWith('--', start)) {
      return { flags, end: start };
    }
    const word = readQuotedWord(body, start, escapeCharacter);
    at = word.end;
    if (word.text === '--') {
      return { flags, end: at };
    }
    flags.push({ text: word.text, offset: start });
  }
}

function readQuotedWord(body: string, from: number, escapeCharacter: string) {
  let text = '';
  let quote: string | undefined;
  let at = from;
  for (; at < body.length; at++) {
    let character = body.charAt(at);
    if (quote === undefined && isWordSpace(character)) {
      break;
    }
    if (character === quote) {
      quote = undefined;
      continue;
    }
    if (quote === undefined && (character === "'" || character === '"')) {
      quote = character;
      continue;
    }
    if (character === escapeCharacter) {
      at += 1;
      character = body.charAt(at);
    }
    text += character;
  }
  return { text, end: Math.min(at, body.length) };
}
