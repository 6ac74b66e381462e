import { tryParseRepositoryName } from '@slipway/oci';
import type { GrantedAccess } from '../tokens/signed-tokens.ts';

/** More resources than this in one request are not what any client asks for. */
const mostResources = 100;

/**
 * What `scope` parameters ask for: each may name several resources, separated by spaces. Bare names
 * become `library/x`. What is no scope is left out, as distribution does: a smaller grant is no error.
 */
export function requestedAccess(scopes: readonly string[]): GrantedAccess[] {
  const asked = new Map<string, { type: string; name: string; actions: Set<string> }>();
  for (const scope of scopes.flatMap((text) => text.split(' '))) {
    const parsed = parseScope(scope);
    if (!parsed) continue;
    const key = `${parsed.type}:${parsed.name}`;
    const known = asked.get(key);
    if (known) for (const action of parsed.actions) known.actions.add(action);
    else if (asked.size < mostResources) asked.set(key, parsed);
  }
  return [...asked.values()].map((entry) => ({ ...entry, actions: [...entry.actions] }));
}

function parseScope(scope: string) {
  const first = scope.indexOf(':');
  const last = scope.lastIndexOf(':');
  if (first < 0 || first === last) return undefined;
  // A class, as in `repository(plugin)`, changes nothing about who may.
  const type = scope.slice(0, first).replace(/\([a-z0-9]+\)$/, '');
  const resource = scope.slice(first + 1, last);
  const name = type === 'repository' ? tryParseRepositoryName(resource) : resource;
  const actions = new Set(
    scope
      .slice(last + 1)
      .split(',')
      .filter((action) => action !== ''),
  );
  return name === undefined ? undefined : { type, name: String(name), actions };
}
