import { type Reach, reach } from '../tokens/scopes.ts';
import type { Subject } from './subject.ts';

/** Why somebody whose address is not confirmed may only read. */
export const unverifiedMessage =
  'your e-mail address is not confirmed yet, so this account may only read: follow the link in the letter that was sent to you';

/**
 * The subject as far as he may go: until his e-mail address is confirmed, where the hub asks for that,
 * he reads only, as on Docker Hub. Administrators are never held up: they could not help themselves.
 */
export function bounded(subject: Subject, account: { readonly unverified: boolean }): Subject {
  if (!account.unverified || subject.administrator) return { ...subject, unverified: false };
  return { ...subject, unverified: true, reach: Math.min(subject.reach, reach.read) as Reach };
}
