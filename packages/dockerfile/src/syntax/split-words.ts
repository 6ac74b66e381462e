import { isSpace, isWordSpace, skipSpace } from './characters.ts';
import type { Word } from './word.ts';

/** Words parted by spaces, quotes without a meaning. */
export function splitAtSpaces(rest: Word): Word[] {
  const words: Word[] = [];
  const { text } = rest;
  for (let at = 0; at < text.length; ) {
    let end = at;
    while (end < text.length && !isWordSpace(text.charAt(end))) {
      end += 1;
    }
    words.push({ text: text.slice(at, end), offset: rest.offset + at });
    while (end < text.length && isWordSpace(text.charAt(end))) {
      end += 1;
    }
    at = end;
  }
  return words;
}

/** Words parted by spaces outside of quotes; quotes and escapes stay for the expansion. */
export function splitQuotedWords(rest: Word, escapeCharacter: string): Word[] {
  const words: Word[] = [];
  for (let at = skipSpace(rest.text); at < rest.text.length; at = skipSpace(rest.text, at)) {
    const { text, end } = readWord(rest.text, at, escapeCharacter);
    if (text !== '') {
      words.push({ text, offset: rest.offset + at });
    }
    at = end;
  }
  return words;
}

function readWord(
  text: string,
  from: number,
  escapeCharacter: string,
): { text: string; end: number } {
  let quote: string | undefined;
  let at = from;
  let word = '';
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote === undefined && isSpace(character)) {
      break;
    }
    if (character === escapeCharacter && quote !== "'") {
      // An escapeCharacter at the very end escapes nothing and is dropped.
      if (at + 1 < text.length) {
        word += character + text.charAt(at + 1);
        at += 1;
      }
      continue;
    }
    if (quote === undefined && (character === "'" || character === '"')) {
      quote = character;
    } else if (character === quote) {
      quote = undefined;
    }
    word += character;
  }
  return { text: word, end: Math.min(at, text.length) };
}
