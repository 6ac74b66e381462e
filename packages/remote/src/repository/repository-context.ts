import { isNameComponent, tryParseDigest, tryParseTag } from '@slipway/oci';
import { RemoteError } from '../errors.ts';
import type { RepositoryLocation } from '../ports.ts';
import type { RegistrySession } from '../transport/session.ts';

/** What every operation on one repository starts from. */
export interface RepositoryContext {
  readonly session: RegistrySession;
  readonly location: RepositoryLocation;
  /** `registry/repository`, for messages. */
  readonly name: string;
  readonly pull: readonly string[];
  readonly push: readonly string[];
  readonly remove: readonly string[];
  /** A path below the repository: `manifests/latest`. */
  path(rest: string): string;
}

/** Checks the repository's name, which ends up in paths. Throws INVALID_REQUEST. */
export function repositoryContext(
  session: RegistrySession,
  location: RepositoryLocation,
): RepositoryContext {
  const { registry, repository } = location;
  if (!repository.split('/').every(isNameComponent)) {
    throw new RemoteError(
      'INVALID_REQUEST',
      `${JSON.stringify(repository.slice(0, 300))} is no repository name`,
      { registry },
    );
  }
  return {
    session,
    location,
    name: `${registry}/${repository}`,
    pull: [`repository:${repository}:pull`],
    push: [`repository:${repository}:pull,push`],
    remove: [`repository:${repository}:delete,pull`],
    path: (rest) => `/v2/${repository}/${rest}`,
  };
}

/** Checks a tag or digest, which ends up in paths. Throws INVALID_REQUEST. */
export function checkedReference(context: RepositoryContext, reference: string): string {
  if (tryParseDigest(reference) || tryParseTag(reference)) return reference;
  throw new RemoteError(
    'INVALID_REQUEST',
    `${JSON.stringify(reference.slice(0, 200))} is neither a tag nor a digest`,
    { registry: context.location.registry },
  );
}

/** `registry/repository:tag` or `registry/repository@digest`, for messages. */
export function fullName(context: RepositoryContext, reference: string): string {
  return `${context.name}${reference.includes(':') ? '@' : ':'}${reference}`;
}
