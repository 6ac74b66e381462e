/** Where a cookie is good: the hub's own address as the client used it, below the site's prefix. */
export interface CookiePlace {
  /** Scheme and host. */
  readonly origin: string;
  /** `/hub` or nothing. */
  readonly pathPrefix: string;
}

const plainName = 'slipway_session';

/**
 * The cookie's name. With `__Host-` browsers take it over TLS for the whole of this very host alone,
 * so that neither a neighbouring host nor plain HTTP can plant one.
 */
export function cookieName({ origin, pathPrefix }: CookiePlace): string {
  return origin.startsWith('https:') && pathPrefix === '' ? `__Host-${plainName}` : plainName;
}

/** The session's secret in a Cookie header, or undefined. */
export function readSessionCookie(
  header: string | undefined,
  place: CookiePlace,
): string | undefined {
  const name = cookieName(place);
  for (const part of (header ?? '').split(';')) {
    const mark = part.indexOf('=');
    if (mark > 0 && part.slice(0, mark).trim() === name) return part.slice(mark + 1).trim();
  }
  return undefined;
}

/** The Set-Cookie header that gives a browser its secret. */
export function sessionCookie(secret: string, place: CookiePlace, maxAgeSeconds: number): string {
  const attributes = [
    `${cookieName(place)}=${secret}`,
    `Path=${place.pathPrefix === '' ? '/' : place.pathPrefix}`,
    `Max-Age=${maxAgeSeconds}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(place.origin.startsWith('https:') ? ['Secure'] : []),
  ];
  return attributes.join('; ');
}

/** The Set-Cookie header that takes it away. */
export function noSessionCookie(place: CookiePlace): string {
  return sessionCookie('', place, 0);
}
