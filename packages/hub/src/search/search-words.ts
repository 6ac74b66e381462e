/** Longer runs of letters are no words that anybody types. */
const longestWord = 64;

/** Scripts that put no spaces between words: each character is looked for by itself. */
const words =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]|(?:(?![\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}])[\p{L}\p{N}])+/gu;

/**
 * The words of a text, as they are compared: small letters without accents, in their order. Done
 * here and not by the databases, so that both find the same.
 */
export function wordsOf(text: string): string[] {
  // Names, and most texts: no need to look at every letter's script.
  if (!/[^\0-\x7f]/.test(text)) {
    const plain = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
    return plain.map((word) => word.slice(0, longestWord));
  }
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return (plain.match(words) ?? []).map((word) => word.slice(0, longestWord));
}

/** A word for a label, whatever somebody put into a manifest: `linux/arm64` as `linux_arm64`. */
export function labelWord(text: string): string {
  return text
    .toLowerCase()
    .slice(0, 40)
    .replaceAll(/[^a-z0-9]+/g, '_');
}
