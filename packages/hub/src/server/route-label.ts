/**
 * What kind of path this is, for metrics: one of a dozen words, whatever clients ask for. `path` has
 * no query.
 */
export function routeLabel(path: string): string {
  if (path === '/v2/' || path === '/v2') return 'ping';
  if (path === '/token') return 'token';
  if (!path.startsWith('/v2/')) return fixed.has(path) ? path.slice(1) : 'other';
  if (path === '/v2/_catalog') return 'catalog';
  if (path.includes('/blobs/uploads')) return 'upload';
  if (path.includes('/manifests/')) return 'manifest';
  if (path.includes('/blobs/')) return 'blob';
  if (path.endsWith('/tags/list')) return 'tags';
  if (path.includes('/referrers/')) return 'referrers';
  return 'api';
}

const fixed = new Set(['/healthz', '/readyz', '/metrics']);
