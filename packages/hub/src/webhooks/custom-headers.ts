/** A header that the owner of a webhook wants sent. */
export interface CustomHeader {
  readonly name: string;
  readonly value: string;
}

/** The transport's own headers, and those that say what a delivery is. */
const forbidden = new Set([
  ...['host', 'content-length', 'transfer-encoding', 'content-encoding', 'content-type', 'trailer'],
  ...['connection', 'keep-alive', 'te', 'upgrade', 'expect', 'http2-settings', 'via', 'forwarded'],
  ...['date', 'accept-encoding', 'user-agent'],
]);
const forbiddenBeginnings = ['proxy-', 'x-slipway-', 'x-hub-signature', 'x-forwarded-', 'sec-'];

/** RFC 9110 section 5.6.2, `token`. */
const namePattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
/** Visible ASCII, spaces only between. */
const valuePattern = /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/;
const longestValue = 4096;

/** Why a header cannot be sent, or undefined where it can. */
export function customHeaderProblem({ name, value }: CustomHeader): string | undefined {
  if (!namePattern.test(name)) return `"${name.slice(0, 100)}" is no header name`;
  const lower = name.toLowerCase();
  if (forbidden.has(lower) || forbiddenBeginnings.some((start) => lower.startsWith(start))) {
    return `the header ${name} is set by the hub itself`;
  }
  if (value.length > longestValue) return `the value of ${name} is longer than ${longestValue}`;
  if (!valuePattern.test(value)) {
    return `the value of ${name} must be visible ASCII characters, without spaces at its ends`;
  }
  return undefined;
}

const secretName =
  /auth|token|secret|passw|cookie|credential|signature|session|api-?key|access-?key|private|-key$|^key$/i;

/** Whether a header's value is kept sealed and never shown again: its name says so, or its looks. */
export function looksSecret({ name, value }: CustomHeader): boolean {
  if (secretName.test(name)) return true;
  if (/^(?:bearer|basic|token|digest) +\S/i.test(value)) return true;
  // A long run without a break that has letters and digits: a key rather than a word.
  return /^(?=\S*\d)(?=\S*[A-Za-z])[A-Za-z0-9+/=_-]{20,}$/.test(value);
}
