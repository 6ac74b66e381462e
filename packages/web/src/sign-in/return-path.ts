/** A page of this site to go to after signing in, from an address's query; home where it names none. */
export function returnPath(search: string, prefix: string): string {
  return ownPath(new URLSearchParams(search).get('return'), prefix) ?? '/';
}

/** A path below the site's prefix, without it. Whatever would lead elsewhere is undefined. */
export function ownPath(given: string | null, prefix: string): string | undefined {
  const origin = 'http://site.invalid';
  if (given === null || !given.startsWith('/') || !URL.canParse(given, origin)) return undefined;
  // `//elsewhere` and `/\elsewhere` name another server: the parser knows every such form.
  const url = new URL(given, origin);
  if (url.origin !== origin) return undefined;
  const path = `${url.pathname}${url.search}`;
  // The path may itself have become `//elsewhere` by its dots.
  if (path.startsWith('//')) return undefined;
  if (prefix !== '' && (path === prefix || path.startsWith(`${prefix}/`))) {
    const below = path.slice(prefix.length);
    return below.startsWith('//') ? undefined : below || '/';
  }
  return path;
}

/** After these one is not led back: they are ways to sign in themselves. */
const entrances = ['/sign-in', '/sign-up', '/reset-password', '/forgot-password', '/verify-email'];

/** Where signing in leads: back, but never to signing in. */
export function afterSignIn(search: string, prefix: string): string {
  const path = returnPath(search, prefix);
  return entrances.some((each) => path === each || path.startsWith(`${each}?`)) ? '/' : path;
}
