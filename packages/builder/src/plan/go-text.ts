const escapes: Record<string, string> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

const unprintable = /[\p{C}\p{Zl}\p{Zp}\p{Zs}"\\]/gu;

/** A Go string literal (`%q`), as BuildKit writes words into an image's history. */
export function goQuote(text: string): string {
  const body = text.replace(unprintable, (character) => {
    if (character === ' ') return character;
    const known = escapes[character];
    if (known) return known;
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `"${body}"`;
}

/** `["a" "b"]`. */
export function goQuotedList(words: readonly string[]): string {
  return `[${words.map(goQuote).join(' ')}]`;
}

/** `[a b]`. */
export function goList(words: readonly string[]): string {
  return `[${words.join(' ')}]`;
}

const second = 1e9;

/** Nanoseconds as Go writes a time.Duration: `1m30s`, `0s`, `1.5s`, `200ms`. */
export function goDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return '0s';
  const sign = nanoseconds < 0 ? '-' : '';
  const rest = Math.abs(nanoseconds);
  if (rest < second) {
    if (rest < 1e3) return `${sign}${rest}ns`;
    return rest < 1e6 ? `${sign}${rest / 1e3}µs` : `${sign}${rest / 1e6}ms`;
  }
  const hours = Math.floor(rest / (3600 * second));
  const minutes = Math.floor(rest / (60 * second)) % 60;
  const seconds = (rest % (60 * second)) / second;
  const head = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : '';
  return `${sign}${head}${seconds}s`;
}
