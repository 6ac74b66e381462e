import { createHash } from 'node:crypto';

/** What a key is made of: JSON values; absent members do not count. */
export type KeyPart =
  | string
  | number
  | boolean
  | undefined
  | readonly KeyPart[]
  | { readonly [name: string]: KeyPart };

/** The SHA-256 (hex) of a value, the same whatever order its objects' members were set in. */
export function digestOf(value: KeyPart): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

function canonical(value: KeyPart): string {
  if (value === undefined) return 'null';
  if (typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}

function isList(value: object): value is readonly KeyPart[] {
  return Array.isArray(value);
}
