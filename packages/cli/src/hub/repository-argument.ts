import { usageError } from '../cli-error.ts';
import type { HubApi } from './hub-api.ts';

/** A repository as the API's paths have it. */
export interface RepositoryPath {
  readonly namespace: string;
  readonly repository: string;
}

/** `NAMESPACE/NAME`, or a NAME of the account's own. Throws a usage error for anything else. */
export function repositoryPath(
  text: string,
  { username }: Pick<HubApi, 'username'>,
): RepositoryPath {
  const parts = text.split('/');
  if (parts.length > 2 || parts.some((part) => part === '') || /[:@]/.test(text)) {
    throw usageError(`"${text}" is no repository`, 'Write NAMESPACE/NAME, without host and tag');
  }
  const [first = '', second] = parts;
  return second === undefined
    ? { namespace: username, repository: first }
    : { namespace: first, repository: second };
}

/** `NAMESPACE/NAME:TAG`. */
export function taggedRepository(
  text: string,
  api: Pick<HubApi, 'username'>,
): RepositoryPath & { readonly tag: string } {
  const colon = text.lastIndexOf(':');
  if (colon < 0) throw usageError(`"${text}" names no tag`, 'Write NAMESPACE/NAME:TAG');
  return { ...repositoryPath(text.slice(0, colon), api), tag: text.slice(colon + 1) };
}
