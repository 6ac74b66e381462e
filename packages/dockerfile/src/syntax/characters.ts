const space = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Unicode's White_Space, which is neither JavaScript's `\s` nor ASCII's. */
export function isSpace(character: string): boolean {
  const code = character.charCodeAt(0);
  if (code < 0x80) {
    return code === 0x20 || (code >= 9 && code <= 13);
  }
  return space.test(character);
}

/** The index of the first character from `from` that is no space. */
export function skipSpace(text: string, from = 0): number {
  let at = from;
  while (at < text.length && isSpace(text.charAt(at))) {
    at += 1;
  }
  return at;
}

/** The text without White_Space at its end. */
export function trimSpaceEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charAt(end - 1))) {
    end -= 1;
  }
  return text.slice(0, end);
}

/** The text without White_Space on either side. */
export function trimSpace(text: string): string {
  return trimSpaceEnd(text.slice(skipSpace(text)));
}

/** The spaces that part words of an instruction: a line end never stands inside one. */
export function isWordSpace(character: string): boolean {
  return character === ' ' || (character >= '\t' && character <= '\r' && character !== '\n');
}
