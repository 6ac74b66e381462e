import type { IncomingMessage } from 'node:http';
import {
  type OrganizationRole,
  organizationRoles,
  type RepositoryVerb,
  type RouteAccess,
} from '@slipway/api';
import { liveSubject } from '../access/live-identity.ts';
import { judge, mayCreate, situation } from '../access/policy.ts';
import { anonymous, type Subject } from '../access/subject.ts';
import { unverifiedMessage } from '../access/unverified.ts';
import type { HubServices } from '../hub-services.ts';
import type { RequestSession } from '../sessions/browser-sessions.ts';
import { requireOwnPage } from '../sessions/same-origin.ts';
import { reach } from '../tokens/scopes.ts';
import type { HubRequest } from './hub-request.ts';
import { ProblemError } from './problem-error.ts';
import { pathName, unknownRepository } from './repository-path.ts';

const challenge = { 'www-authenticate': 'Bearer realm="slipway"' };

/** Whoever a request says it comes from. */
export interface RequestIdentity {
  readonly subject: Subject;
  readonly session?: RequestSession | undefined;
  /** A Set-Cookie header for the answer. */
  readonly cookie?: string | undefined;
}

/**
 * Whose API token or session a request carries. A session's cookie that is good no more makes nobody of
 * its browser, so that public pages stay readable. Throws ProblemError 401 for a token that is not
 * acceptable, 403 for a change that no page of this hub makes.
 */
export async function requestIdentity(
  services: HubServices,
  message: IncomingMessage,
  context: { readonly origin: string; readonly address: string },
): Promise<RequestIdentity> {
  const { authorization, cookie: cookieHeader } = message.headers;
  if (authorization !== undefined) return { subject: await apiSubject(services, authorization) };
  if (cookieHeader === undefined) return { subject: anonymous };
  const { origin, address } = context;
  const found = await services.sessions.find({ cookieHeader, origin, address });
  if (found === undefined) return { subject: anonymous };
  if (found === 'ended') {
    return { subject: anonymous, cookie: services.sessions.removal(origin) };
  }
  if (message.method !== 'GET' && message.method !== 'HEAD') {
    requireOwnPage(message, { origin, csrfToken: found.session.csrfToken });
  }
  return found;
}

/**
 * Whose API token the header carries (`Bearer`, or `JWT` as older clients of Docker Hub send);
 * anonymous without one. Throws ProblemError 401 for one that is not or no longer acceptable.
 */
async function apiSubject(
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

/**
 * Throws ProblemError 401, 403 or 404 where the caller may not have this route do its work. Whoever
 * asks once a second gives the `look` that remembers.
 */
export async function authorize(
  services: HubServices,
  access: RouteAccess,
  request: HubRequest,
  look = situation,
): Promise<void> {
  const { subject } = request;
  if (access.kind === 'anyone' || access.kind === 'filtered') return;
  if (access.kind === 'repository') {
    await requireRepository({ services, request, look }, access.verb);
    return;
  }
  requireAccount(subject);
  if (access.kind === 'create-repository') {
    await requireCreation({ services, request, look });
    return;
  }
  if (subject.organization) {
    throw new ProblemError(403, "this is an account's own: an organization's token is none");
  }
  const password = access.kind !== 'account' || access.password;
  if (password && subject.unverified && subject.credential.kind !== 'access-token') {
    if (isOwnAccount(request.path)) return;
    throw new ProblemError(403, unverifiedMessage);
  }
  if (password && subject.reach < reach.account) {
    throw new ProblemError(403, 'access tokens reach repositories only: sign in with the password');
  }
  if (access.kind === 'administrator' && !subject.administrator) {
    throw new ProblemError(403, 'only administrators may do this');
  }
  if (access.kind === 'organization') {
    await requireRole(services, request, { name: request.param('org'), role: access.role });
  }
  if (access.kind === 'namespace' && request.param('namespace') !== subject.name) {
    const name = request.param('namespace');
    await requireRole(services, request, { name, role: 'owner' });
  }
}

/** What an account looks after of itself, also while its address is not confirmed. */
function isOwnAccount(path: string): boolean {
  return /^\/v2\/(?:user|session|sessions|access-tokens|api_tokens)(?:\/|$)/.test(path);
}

interface Asked {
  readonly services: HubServices;
  readonly request: HubRequest;
  readonly look: typeof situation;
}

/** Changes ask again in their own transaction, where also closed repositories are dealt with. */
async function requireRepository(
  { services, request, look }: Asked,
  verb: RepositoryVerb,
): Promise<void> {
  const { subject } = request;
  if (verb !== 'pull') requireAccount(subject);
  const found = await look(services.live, subject, pathName(request));
  const verdict = judge(subject, found, verb);
  if (verdict.kind === 'denied') throw new ProblemError(403, verdict.message);
  if (verdict.kind === 'hidden' || (verb === 'pull' && !verdict.repository)) {
    throw unknownRepository();
  }
}

/** Where the path names no namespace the body does, and the command alone decides. */
async function requireCreation({ services, request, look }: Asked): Promise<void> {
  const { namespace } = request.params;
  if (namespace === undefined) return;
  const { standing } = await look(services.live, request.subject, `${namespace}/`);
  if (mayCreate(request.subject, standing)) return;
  throw new ProblemError(
    403,
    request.subject.unverified
      ? unverifiedMessage
      : 'you may not make repositories in this namespace',
  );
}

/**
 * What allows is at most half a second old, what refuses is read anew. Changes ask again in their own
 * transaction.
 */
async function requireRole(
  services: HubServices,
  { subject }: HubRequest,
  asked: { readonly name: string; readonly role: OrganizationRole },
): Promise<void> {
  if (subject.administrator) return;
  const { places, grants } = services.live;
  const { namespace } = (await places.get(`${asked.name}/`)).value;
  if (namespace?.kind === 'organization' && subject.accountId !== undefined) {
    const key = `${subject.accountId} ${namespace.id} 0`;
    for (const look of ['get', 'getAnew'] as const) {
      const { role } = (await grants[look](key)).value;
      if (role !== null && rank(role) >= rank(asked.role)) return;
    }
  }
  throw new ProblemError(403, `only ${roleInWords[asked.role]} ${asked.name} may do this`);
}

const roleInWords: Record<OrganizationRole, string> = {
  member: 'members of',
  editor: 'editors and owners of',
  owner: 'owners of',
};

function rank(role: OrganizationRole): number {
  return organizationRoles.indexOf(role);
}

function requireAccount(subject: Subject): void {
  if (subject.accountId !== undefined) return;
  throw new ProblemError(401, 'sign in first, at /v2/auth/token', { headers: challenge });
}
