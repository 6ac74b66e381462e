import { getAttribute, listAttributes } from '@slipway/linux';

/**
 * Extended attributes that belong to a file rather than to this machine: not what overlay mounts
 * keep for themselves, not labels and signatures of the host's security modules.
 */
export function isKeptAttribute(name: string): boolean {
  if (name === 'security.capability') return true;
  return name.startsWith('user.') && !name.startsWith('user.overlay.');
}

/** What is kept of the attributes of the entry at `place`, not followed; undefined for none. */
export function readAttributes(
  place: string | Buffer,
): ReadonlyMap<string, Uint8Array> | undefined {
  const path = typeof place === 'string' ? Buffer.from(place) : place;
  const names = listAttributes(path).filter(isKeptAttribute).sort();
  if (names.length === 0) return undefined;
  const attributes = new Map<string, Uint8Array>();
  for (const name of names) {
    const value = getAttribute(path, name);
    if (value) attributes.set(name, value);
  }
  return attributes;
}

/** Attributes as one word of text: equal ones give equal words; empty for none. */
export function formatAttributes(attributes: ReadonlyMap<string, Uint8Array> | undefined): string {
  if (!attributes) return '';
  return [...attributes]
    .map(([name, value]) => `${encodeURIComponent(name)}=${Buffer.from(value).toString('base64')}`)
    .join('&');
}

/** What {@link formatAttributes} made. */
export function parseAttributes(text: string): ReadonlyMap<string, Uint8Array> | undefined {
  if (text === '') return undefined;
  return new Map(
    text.split('&').map((pair) => {
      const equals = pair.indexOf('=');
      const value = Buffer.from(pair.slice(equals + 1), 'base64');
      return [decodeURIComponent(pair.slice(0, equals)), value] as const;
    }),
  );
}
