import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  OciError,
  parseRepositoryName,
  type RepositoryName,
  tryParseRepositoryName,
} from '@slipway/oci';
import type { Exchange } from './exchange.ts';
import { FailureWithHeaders } from './http/error-response.ts';
import type { PathMatch } from './match-path.ts';
import type { ChallengeRequest, Credentials, RepositoryAction } from './ports/authority.ts';
import type { RequestContext } from './ports/request-log.ts';
import type { Endpoint, RouteAction } from './routes.ts';
import type { Services } from './services.ts';

/** A request whose path has been read. */
export interface Incoming {
  readonly services: Services;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly context: RequestContext;
  readonly match: PathMatch;
  readonly query: string;
}

/**
 * Who calls, then what he may do, then the endpoint. Names are looked at only after both, so that an
 * answer tells a stranger nothing.
 */
export async function dispatch(incoming: Incoming): Promise<void> {
  const { services, request, response, context, match, query } = incoming;
  const endpoint = match.resource.methods[request.method ?? ''];
  if (!endpoint) throw methodNotAllowed(incoming);
  const { authorization } = request.headers;
  const credentials: Credentials = { authorization, origin: context.origin };
  const caller = await services.authority.identify(credentials);
  if (!caller) {
    throw unauthorized(incoming, {
      credentials,
      ...scopeOf(endpoint.action, match.name),
      ...(authorization === undefined ? {} : { error: 'invalid_token' as const }),
    });
  }
  if (endpoint.action === 'catalog' && !services.authority.mayListCatalog(caller)) {
    const scope = { catalog: true } as const;
    throw unauthorized(incoming, { credentials, scope, error: 'insufficient_scope' });
  }
  const { reference } = match;
  const exchange: Exchange = { services, request, response, context, caller, reference, query };
  if (endpoint.needs === 'nothing') await endpoint.run(exchange);
  else await dispatchToRepository(incoming, endpoint, { exchange, credentials });
}

async function dispatchToRepository(
  incoming: Incoming,
  endpoint: Exclude<Endpoint, { needs: 'nothing' }>,
  { exchange, credentials }: { readonly exchange: Exchange; readonly credentials: Credentials },
): Promise<void> {
  const name = readName(incoming.match.name ?? '');
  const action = endpoint.action as RepositoryAction;
  const { services, caller } = exchange;
  const decision = await services.authority.decide(caller, name, action);
  if (decision.kind === 'hidden') {
    throw unauthorized(incoming, {
      credentials,
      ...scopeOf(action, name),
      error: 'insufficient_scope',
    });
  }
  if (decision.kind === 'denied') throw new OciError('DENIED', decision.message);
  const { repository } = decision;
  if (endpoint.needs === 'name') {
    await endpoint.run({ ...exchange, name, repository });
    return;
  }
  if (!repository) {
    throw new OciError('NAME_UNKNOWN', `there is no repository ${name}`, { detail: { name } });
  }
  await endpoint.run({ ...exchange, name, repository });
}

/**
 * Throws NAME_INVALID. A first component with a dot names a mirrored registry: a good name, of which
 * this registry just has none (NAME_UNKNOWN).
 */
function readName(text: string): RepositoryName {
  const slash = text.indexOf('/');
  if (slash > 0 && /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(text.slice(0, slash))) {
    throw new OciError(
      'NAME_UNKNOWN',
      'a first name component with a dot names a mirrored registry, and none is set up here',
      { detail: { name: text.slice(0, 300) } },
    );
  }
  return parseRepositoryName(text);
}

function methodNotAllowed({ match }: Incoming): OciError {
  const allowed = Object.keys(match.resource.methods).join(', ');
  return new FailureWithHeaders('UNSUPPORTED', `this endpoint takes ${allowed}`, {
    headers: ['Allow', allowed],
  });
}

function unauthorized({ services }: Incoming, request: ChallengeRequest): OciError {
  const message =
    request.error === 'insufficient_scope'
      ? 'these credentials do not allow this here'
      : 'authentication required';
  return new FailureWithHeaders('UNAUTHORIZED', message, {
    headers: ['WWW-Authenticate', services.authority.challenge(request)],
  });
}

/** What a token must grant for this. Clients that push read first, so they ask for both. */
function scopeOf(action: RouteAction, name: string | undefined): Pick<ChallengeRequest, 'scope'> {
  if (action === 'catalog') return { scope: { catalog: true } };
  const repository = name === undefined ? undefined : tryParseRepositoryName(name);
  if (action === 'ping' || !repository) return {};
  const actions: RepositoryAction[] = action === 'push' ? ['pull', 'push'] : [action];
  return { scope: { repository, actions } };
}
