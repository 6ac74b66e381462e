import { DatabaseError } from './database-error.ts';

export type DatabaseUrl =
  | { readonly engine: 'sqlite'; readonly path: string }
  | { readonly engine: 'postgresql'; readonly connectionString: string };

/**
 * Reads `sqlite:/path/file.db` (the path as it stands, nothing is decoded) or `postgresql://…`.
 * @throws DatabaseError BAD_URL; the message never repeats the URL, which may hold a password.
 */
export function parseDatabaseUrl(url: string): DatabaseUrl {
  const scheme = url.slice(0, Math.max(url.indexOf(':'), 0)).toLowerCase();
  if (scheme === 'sqlite') {
    const path = url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '');
    if (path === '' || path.startsWith(':') || path.startsWith('//')) {
      throw new DatabaseError(
        'BAD_URL',
        'a sqlite: URL names a file that several processes can open, as in sqlite:/var/lib/slipway/slipway.db',
      );
    }
    return { engine: 'sqlite', path };
  }
  if (scheme === 'postgresql' || scheme === 'postgres') {
    return { engine: 'postgresql', connectionString: url };
  }
  throw new DatabaseError(
    'BAD_URL',
    `a database URL starts with sqlite: or postgresql://, not with "${scheme}:"`,
  );
}
