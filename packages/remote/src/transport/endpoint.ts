import { RemoteError } from '../errors.ts';
import type { Cancellable } from '../ports.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import type { HttpResponse, HttpSender } from './http.ts';
import { apiHost, isLoopback } from './registry-host.ts';

/** Where a registry's API is and what it asks of callers. */
export interface Endpoint {
  readonly base: URL;
  /** Undefined where the registry answered without asking who is there. */
  readonly challenge: Challenge | undefined;
}

/**
 * Finds a registry's API with `GET /v2/` (distribution spec, "Determining Support"), carrying no
 * credentials. HTTPS only, but for loopback hosts and where `insecure` allows plain HTTP.
 * Throws UNREACHABLE, TLS, INVALID_RESPONSE.
 */
export async function findEndpoint(
  http: HttpSender,
  registry: string,
  options: Cancellable & { readonly insecure: boolean },
): Promise<Endpoint> {
  let first: unknown;
  for (const protocol of protocols(registry, options.insecure)) {
    try {
      return await probe(http, registry, { protocol, ...options });
    } catch (error) {
      options.signal?.throwIfAborted();
      first ??= error;
    }
  }
  throw first;
}

function protocols(registry: string, insecure: boolean): readonly ('https' | 'http')[] {
  if (isLoopback(registry)) return ['http', 'https'];
  return insecure ? ['https', 'http'] : ['https'];
}

async function probe(
  http: HttpSender,
  registry: string,
  options: Cancellable & { readonly protocol: 'https' | 'http' },
): Promise<Endpoint> {
  const text = `${options.protocol}://${apiHost(registry)}/`;
  if (!URL.canParse(text)) {
    throw new RemoteError('INVALID_REQUEST', `${JSON.stringify(registry)} is no registry host`);
  }
  const base = new URL(text);
  const response = await http.send({
    method: 'GET',
    url: new URL('/v2/', base),
    headers: {},
    ...(options.signal ? { signal: options.signal } : {}),
  });
  await response.discard();
  return { base, challenge: challengeOf(response, registry) };
}

function challengeOf(response: HttpResponse, registry: string): Challenge | undefined {
  if (response.status === 401) return usableChallenge(response, registry);
  // A registry that is busy is one nevertheless; what it asks for comes with a later answer.
  if (response.status === 200 || response.status === 429 || response.status >= 500)
    return undefined;
  throw new RemoteError(
    'INVALID_RESPONSE',
    `${registry} does not answer as a registry: GET ${response.url.origin}/v2/ gave ${response.status}`,
    { registry, status: response.status },
  );
}

/** The challenge of a 401 that Slipway can answer; Bearer before Basic. Throws INVALID_RESPONSE. */
export function usableChallenge(response: HttpResponse, registry: string): Challenge {
  const header = response.header('www-authenticate') ?? '';
  const challenges = parseChallenges(header);
  const chosen =
    challenges.find((each) => each.scheme === 'bearer') ??
    challenges.find((each) => each.scheme === 'basic');
  if (chosen) return chosen;
  throw new RemoteError(
    'INVALID_RESPONSE',
    `${registry} asks for authentication in a way Slipway does not know: ${JSON.stringify(header.slice(0, 200))}`,
    { registry, status: 401 },
  );
}
