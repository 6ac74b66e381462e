import type { Encoding } from './page-files.ts';

/** The weights of a header such as Accept-Encoding, by name in small letters (RFC 9110, 12.4.2). */
function weights(header: string | undefined): Map<string, number> {
  const found = new Map<string, number>();
  for (const part of (header ?? '').split(',')) {
    const [name = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase());
    const weight = parameters.find((each) => each.startsWith('q='))?.slice(2);
    if (name !== '') found.set(name, weight === undefined ? 1 : Number(weight) || 0);
  }
  return found;
}

/** The packed form to send: the smallest that is there and that the client takes. */
export function acceptedEncoding(
  header: string | undefined,
  available: readonly Encoding[],
): Encoding | undefined {
  const wanted = weights(header);
  return available.find((each) => (wanted.get(each) ?? wanted.get('*') ?? 0) > 0);
}

/** Whether the client says that it reads pages: browsers do, curl and registry clients do not. */
export function acceptsPages(header: string | undefined): boolean {
  return (weights(header).get('text/html') ?? 0) > 0;
}

/** Whether the client holds what has this tag (RFC 9110, 13.1.2: a weak comparison). */
export function holdsTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const tags = header.split(',').map((each) => each.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(tag);
}
