import { type Resource, resources } from './routes.ts';

/** What a path names. Nothing in it is checked yet but its shape. */
export interface PathMatch {
  readonly resource: Resource;
  /** The repository's name as sent; undefined on paths without one. */
  readonly name: string | undefined;
  /** The last segment as sent; empty where there is none. */
  readonly reference: string;
}

const prefix = '/v2/';
const tagsSuffix = '/tags/list';

/** The resource of a path under `/v2/` (no query), read from its end; undefined where there is none. */
export function matchPath(path: string): PathMatch | undefined {
  if (path === prefix || path === '/v2')
    return { resource: resources.root, name: undefined, reference: '' };
  if (!path.startsWith(prefix)) return undefined;
  if (path === '/v2/_catalog') {
    return { resource: resources.catalog, name: undefined, reference: '' };
  }
  const lastSlash = path.lastIndexOf('/');
  const reference = path.slice(lastSlash + 1);
  const kindSlash = path.lastIndexOf('/', lastSlash - 1);
  if (kindSlash < prefix.length) return undefined;
  const match = (resource: Resource, nameEnd: number): PathMatch | undefined =>
    nameEnd <= prefix.length
      ? undefined
      : { resource, name: path.slice(prefix.length, nameEnd), reference: unescapeColon(reference) };
  switch (path.slice(kindSlash + 1, lastSlash)) {
    case 'manifests':
      return match(resources.manifest, kindSlash);
    case 'blobs':
      return match(reference === 'uploads' ? resources.uploads : resources.blob, kindSlash);
    case 'referrers':
      return match(resources.referrers, kindSlash);
    case 'uploads': {
      if (!path.endsWith('/blobs', kindSlash)) return undefined;
      const resource = reference === '' ? resources.uploads : resources.upload;
      return match(resource, kindSlash - '/blobs'.length);
    }
    default:
      return path.endsWith(tagsSuffix)
        ? match(resources.tags, path.length - tagsSuffix.length)
        : undefined;
  }
}

/** Some clients escape a digest's colon. Nothing else in a reference may be escaped. */
function unescapeColon(reference: string): string {
  return reference.includes('%') ? reference.replace(/%3a/i, ':') : reference;
}
