import { liveSubject } from '../access/live-identity.ts';
import type { RouteAccess } from '../access/permissions.ts';
import { judge } from '../access/policy.ts';
import { anonymous, type Subject } from '../access/subject.ts';
import type { HubServices } from '../hub-services.ts';
import { reach } from '../tokens/scopes.ts';
import type { HubRequest } from './hub-request.ts';
import { ProblemError } from './problem-error.ts';
import { pathName, unknownRepository } from './repository-routes.ts';

const challenge = { 'www-authenticate': 'Bearer realm="slipway"' };

/**
 * Whose API token the header carries (`Bearer`, or `JWT` as older clients of Docker Hub send);
 * anonymous without one. Throws ProblemError 401 for one that is not or no longer acceptable.
 */
export async function apiSubject(
  services: HubServices,
  authorization: string | undefined,
): Promise<Subject> {
  if (authorization === undefined) return anonymous;
  const token = /^(?:bearer|jwt) +(\S+)$/i.exec(authorization)?.[1];
  const verified = token && (await services.tokens.verify('api', token));
  const live = verified && (await liveSubject(verified, services.live, services.clock));
  if (!live || live.subject.accountId === undefined) {
    throw new ProblemError(401, 'the token is not valid (any more): sign in at /v2/auth/token', {
      headers: challenge,
    });
  }
  return live.subject;
}

/** Throws ProblemError 401, 403 or 404 where the caller may not have this route do its work. */
export async function authorize(
  services: HubServices,
  access: RouteAccess,
  request: HubRequest,
): Promise<void> {
  const { subject } = request;
  if (access.kind === 'anyone' || access.kind === 'filtered') return;
  if (access.kind === 'repository') {
    // Changes ask again in their own transaction, where also closed repositories are dealt with.
    if (access.verb !== 'pull') return requireAccount(subject);
    const { value } = await services.live.places.get(pathName(request));
    const verdict = judge(subject, value, access.verb);
    if (verdict.kind !== 'granted' || !verdict.repository) throw unknownRepository();
    return;
  }
  requireAccount(subject);
  if (access.kind === 'create-repository') return;
  const password = access.kind === 'administrator' || access.password;
  if (password && subject.reach < reach.account) {
    throw new ProblemError(403, 'access tokens reach repositories only: sign in with the password');
  }
  if (access.kind === 'administrator' && !subject.administrator) {
    throw new ProblemError(403, 'only administrators may do this');
  }
}

function requireAccount(subject: Subject): void {
  if (subject.accountId !== undefined) return;
  throw new ProblemError(401, 'sign in first, at /v2/auth/token', { headers: challenge });
}
