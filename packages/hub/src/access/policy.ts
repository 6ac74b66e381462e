import type { RepositoryVerb } from '@slipway/api';
import { reach } from '../tokens/scopes.ts';
import type { LiveRepository, LiveState, Place } from './live-state.ts';
import { level, repositoryPermissions } from './permissions.ts';
import { reachWith } from './restriction.ts';
import type { Standing } from './standing.ts';
import type { Subject } from './subject.ts';
import { unverifiedMessage } from './unverified.ts';

/** What policy says, apart from what a registry token was granted. */
export type Verdict =
  | { readonly kind: 'granted'; readonly repository: LiveRepository | undefined }
  | { readonly kind: 'denied'; readonly message: string }
  | { readonly kind: 'hidden' };

const hidden: Verdict = { kind: 'hidden' };
const grantedAbsent: Verdict = { kind: 'granted', repository: undefined };

/** A place, and what the subject is to it. */
export interface Situation {
  readonly place: Place;
  readonly standing: Standing;
}

/** The place that a name denotes and the subject's standing there, as their rows say now. */
export function situation(live: LiveState, subject: Subject, path: string): Promise<Situation> {
  return lookAt({ live, subject, path }, 'getAnew');
}

/** As {@link situation}, at most half a second old: for what is asked thousands of times a second. */
export function rememberedSituation(
  live: LiveState,
  subject: Subject,
  path: string,
): Promise<Situation> {
  return lookAt({ live, subject, path }, 'get');
}

/**
 * What is remembered where that allows what is asked, else what is so now: what was refused half a
 * second ago may be allowed by now, so that no refusal comes from memory.
 */
export async function situationAllowing(
  asked: { readonly live: LiveState; readonly subject: Subject; readonly path: string },
  verbs: readonly RepositoryVerb[],
): Promise<Situation> {
  const remembered = await lookAt(asked, 'get');
  const allows = verbs.every((verb) => judge(asked.subject, remembered, verb).kind === 'granted');
  return allows ? remembered : await lookAt(asked, 'getAnew');
}

async function lookAt(
  asked: { readonly live: LiveState; readonly subject: Subject; readonly path: string },
  look: 'get' | 'getAnew',
): Promise<Situation> {
  const { live, subject, path } = asked;
  const { value: place } = await live.places[look](path);
  return { place, standing: await live.standing(subject, place, look) };
}

/** Whether the subject may make repositories here (its credential's reach included). */
export function mayCreate(subject: Subject, standing: Standing): boolean {
  return standing.mayCreate && subject.reach >= reach.write && subject.only === undefined;
}

/**
 * Whether the subject may do this at the place. The only place where it is decided.
 *
 * A repository that may not be seen and one that is not there give the same answer to whoever does
 * not see the namespace's private repositories. Whoever sees those learns that there is none.
 */
export function judge(subject: Subject, found: Situation, verb: RepositoryVerb): Verdict {
  const { place, standing } = found;
  const { repository } = place;
  if (repository !== undefined && !repository.closed) {
    if (!permitted(subject, standing, { repository, verb: 'pull' })) return hidden;
    if (!permitted(subject, standing, { repository, verb })) {
      // Nobody is told «forbidden» who could still sign in.
      if (subject.accountId === undefined) return hidden;
      return { kind: 'denied', message: refusal(subject, { found, repository, verb }) };
    }
    if (repository.archived && (verb === 'push' || verb === 'delete')) {
      return { kind: 'denied', message: archived(repository) };
    }
    return { kind: 'granted', repository };
  }
  if (!standing.seesAll || subject.reach < reach.read || subject.only !== undefined) return hidden;
  return judgeAbsent(subject, found, verb);
}

function judgeAbsent(
  subject: Subject,
  { place, standing }: Situation,
  verb: RepositoryVerb,
): Verdict {
  if (verb === 'pull') return grantedAbsent;
  if (subject.reach < repositoryPermissions[verb].private.reach) {
    return { kind: 'denied', message: tooWeak(subject, verb) };
  }
  if (verb !== 'push') return grantedAbsent;
  if (place.repository !== undefined) {
    return {
      kind: 'denied',
      message: `the name ${place.repository.name} is taken by a closed repository: choose another, or ask an administrator to open it`,
    };
  }
  if (mayCreate(subject, standing)) return grantedAbsent;
  return {
    kind: 'denied',
    message:
      place.namespace === undefined
        ? 'there is no such namespace: an administrator can make the account first'
        : 'only its owner makes repositories in this namespace',
  };
}

function permitted(
  subject: Subject,
  standing: Standing,
  asked: { readonly repository: LiveRepository; readonly verb: RepositoryVerb },
): boolean {
  const rule = repositoryPermissions[asked.verb][asked.repository.visibility];
  return standing.level >= rule.level && reachWith(subject, asked.repository) >= rule.reach;
}

function refusal(
  subject: Subject,
  asked: {
    readonly found: Situation;
    readonly repository: LiveRepository;
    readonly verb: RepositoryVerb;
  },
): string {
  const { repository, verb } = asked;
  const { standing } = asked.found;
  if (standing.level >= repositoryPermissions[verb].private.level) return tooWeak(subject, verb);
  const may = standing.level >= level.write ? 'pull from and push to' : 'pull';
  return `you may ${may} ${repository.name} but not ${verbInWords[verb]}: ask its owner`;
}

function archived({ name }: LiveRepository): string {
  return `${name} is archived: it can be pulled from, and changed again once its owner unarchives it`;
}

const verbInWords: Record<RepositoryVerb, string> = {
  pull: 'pull from it',
  push: 'push to it',
  delete: 'delete from it',
  administer: 'change its settings',
};

function tooWeak(subject: Subject, verb: RepositoryVerb): string {
  if (subject.unverified) return unverifiedMessage;
  const scope = verb === 'push' ? 'repo:write' : 'repo:admin';
  return `this access token does not allow to ${verbInWords[verb]}: use one with ${scope} that is not limited to other repositories`;
}
