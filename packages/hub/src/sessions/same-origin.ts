import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ProblemError } from '../api/problem-error.ts';

/**
 * Whether the request comes from one of the hub's own pages, as the browser itself says: `foreign` from
 * another site, `unknown` where nothing says (no browser, or a very old one).
 */
function requestSource(
  { headers }: IncomingMessage,
  origin: string,
): 'own' | 'foreign' | 'unknown' {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' ? 'own' : 'foreign';
  const from = headers.origin;
  if (from === undefined) return 'unknown';
  if (from === origin) return 'own';
  // A hub may be reached by more names than its public one; no other site can name this host.
  const url = URL.parse(from);
  return url !== null && url.host === headers.host ? 'own' : 'foreign';
}

/** Throws ProblemError 403 where another site's page signs its visitor in, or acts in his name. */
export function refuseForeign(request: IncomingMessage, origin: string): void {
  if (requestSource(request, origin) !== 'foreign') return;
  throw new ProblemError(403, 'this request comes from another site: use the pages of this hub');
}

/** Throws ProblemError 403 unless one of the hub's own pages makes this change. */
export function requireOwnPage(
  request: IncomingMessage,
  expected: { readonly origin: string; readonly csrfToken: string },
): void {
  if (requestSource(request, expected.origin) !== 'own') {
    throw new ProblemError(
      403,
      'changes with a session must come from the pages of this hub (Origin or Sec-Fetch-Site says otherwise): use an access token elsewhere',
    );
  }
  const given = request.headers['x-csrf-token'];
  if (typeof given === 'string' && equal(given, expected.csrfToken)) return;
  throw new ProblemError(403, 'the X-CSRF-Token header is missing or old: reload the page');
}

function equal(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
