import { reach } from '../tokens/scopes.ts';
import type { LiveRepository, Place } from './live-state.ts';
import { type RepositoryVerb, type Role, repositoryPermissions } from './permissions.ts';
import type { Subject } from './subject.ts';

/** What policy says, apart from what a registry token was granted. */
export type Verdict =
  | { readonly kind: 'granted'; readonly repository: LiveRepository | undefined }
  | { readonly kind: 'denied'; readonly message: string }
  | { readonly kind: 'hidden' };

const hidden: Verdict = { kind: 'hidden' };
const grantedAbsent: Verdict = { kind: 'granted', repository: undefined };

/** What the subject is to the namespace. */
export function roleIn(subject: Subject, namespace: Place['namespace']): Role {
  if (subject.accountId === undefined) return 'anonymous';
  if (subject.administrator) return 'administrator';
  return namespace?.id === subject.accountId ? 'owner' : 'stranger';
}

/** Whether the subject may make repositories in the namespace (its credential's reach included). */
export function mayCreate(subject: Subject, namespace: Place['namespace']): boolean {
  if (namespace === undefined || subject.reach < reach.write) return false;
  if (namespace.kind === 'official') return subject.administrator;
  return namespace.id === subject.accountId;
}

/**
 * Whether the subject may do this at the place. The only place where it is decided.
 *
 * A repository that may not be seen and one that is not there give the same answer to whoever does
 * not see the namespace's private repositories. Whoever sees those learns that there is none.
 */
export function judge(subject: Subject, place: Place, verb: RepositoryVerb): Verdict {
  const role = roleIn(subject, place.namespace);
  const { repository } = place;
  if (repository !== undefined && !repository.closed) {
    if (!permitted(role, subject, repository, 'pull')) return hidden;
    if (permitted(role, subject, repository, verb)) return { kind: 'granted', repository };
    // Nobody is told «forbidden» who could still sign in.
    return role === 'anonymous' ? hidden : { kind: 'denied', message: refusal(role, place, verb) };
  }
  const seesPrivate = role === 'owner' || role === 'administrator';
  if (!seesPrivate || subject.reach < reach.read) return hidden;
  return judgeAbsent(subject, place, verb);
}

function judgeAbsent(subject: Subject, place: Place, verb: RepositoryVerb): Verdict {
  if (verb === 'pull') return grantedAbsent;
  if (subject.reach < repositoryPermissions[verb].private.reach) {
    return { kind: 'denied', message: tokenTooWeak(verb) };
  }
  if (verb !== 'push') return grantedAbsent;
  if (place.repository !== undefined) {
    return {
      kind: 'denied',
      message: `the name ${place.repository.name} is taken by a closed repository: choose another, or ask an administrator to open it`,
    };
  }
  if (mayCreate(subject, place.namespace)) return grantedAbsent;
  return {
    kind: 'denied',
    message:
      place.namespace === undefined
        ? 'there is no such namespace: an administrator can make the account first'
        : 'only its owner makes repositories in this namespace',
  };
}

function permitted(
  role: Role,
  subject: Subject,
  repository: LiveRepository,
  verb: RepositoryVerb,
): boolean {
  const rule = repositoryPermissions[verb][repository.visibility];
  return subject.reach >= rule.reach && rule.roles.includes(role);
}

function refusal(role: Role, place: Place, verb: RepositoryVerb): string {
  if (role === 'stranger') {
    return `you may pull ${place.repository?.name} but not ${verbInWords[verb]}: ask its owner`;
  }
  return tokenTooWeak(verb);
}

const verbInWords: Record<RepositoryVerb, string> = {
  pull: 'pull from it',
  push: 'push to it',
  delete: 'delete from it',
  administer: 'change its settings',
};

function tokenTooWeak(verb: RepositoryVerb): string {
  const scope = verb === 'push' ? 'repo:write' : 'repo:admin';
  return `this access token's scopes do not allow to ${verbInWords[verb]}: use one with ${scope}`;
}
