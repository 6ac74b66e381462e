import type { RouteAccess, RouteContract } from '@slipway/api';
import { administratorName } from '../accounts/account-name.ts';
import type { HubHandler } from './hub-request.ts';

/** One route, as documents and tests enumerate it. */
export interface HubRoute {
  readonly id: string;
  readonly method: string;
  /** `/v2/access-tokens/{uuid}`: a part in braces is one segment. */
  readonly template: string;
  readonly access: RouteAccess;
  readonly contract: RouteContract;
}

interface Entry extends HubRoute {
  readonly segments: readonly string[];
  readonly handler: HubHandler;
}

/** What a path and method lead to. */
export type RouteMatch =
  | {
      readonly kind: 'route';
      readonly route: HubRoute;
      readonly handler: HubHandler;
      readonly params: Record<string, string>;
    }
  | { readonly kind: 'method'; readonly allowed: readonly string[] }
  | { readonly kind: 'none' };

/** A route: what its contract says, and what does it. */
export interface RouteDefinition {
  readonly contract: RouteContract;
  readonly handler: HubHandler;
}

/** What does the work of a contract. */
export function implement(contract: RouteContract, handler: HubHandler): RouteDefinition {
  return { contract, handler };
}

/** First segments under `/v2/` of Docker Hub's API that the hub has no routes for yet: 404, in the API's form. */
const plannedSegments = ['orgs', 'repositories', 'api_tokens', 'invites', 'auditlogs', 'scim'];
/** First segments outside `/v2/` that are the API's alone, found or not. */
const otherPrefixes = ['/api/', '/v1/'];

/** Finds routes by path: with and without a slash at the end, never by redirect. */
export class HubRouter {
  readonly #literal = new Map<string, Entry[]>();
  /** By the number of segments: few are left to compare. */
  readonly #patterns = new Map<number, Entry[]>();
  readonly routes: readonly HubRoute[];
  readonly #firstSegments: ReadonlySet<string>;

  constructor(definitions: readonly RouteDefinition[]) {
    const first = new Set<string>(plannedSegments);
    const routes: HubRoute[] = [];
    for (const { contract, handler } of definitions) {
      for (const template of [contract.path, ...(contract.alsoAt ?? [])]) {
        const { id, method, access } = contract;
        const segments = template.split('/').slice(1);
        const route: HubRoute = { id, method, template, access, contract };
        routes.push(route);
        if (segments[0] === 'v2' && segments[1]) first.add(segments[1]);
        this.#add({ ...route, segments, handler });
      }
    }
    this.routes = routes;
    this.#firstSegments = first;
  }

  /** Whether the path is one of the API's or the token endpoint's, found or not. */
  owns(path: string): boolean {
    if (otherPrefixes.some((prefix) => path.startsWith(prefix))) return true;
    if (!path.startsWith('/v2/')) return this.#literal.has(trimmedPath(path));
    const end = path.indexOf('/', 4);
    const first = end < 0 ? path.slice(4) : path.slice(4, end);
    // Also the first administrator's namespace, whose repositories are the registry's.
    if (first === administratorName) return this.match('GET', path).kind !== 'none';
    return this.#firstSegments.has(first);
  }

  match(method: string, path: string): RouteMatch {
    const trimmed = trimmedPath(path);
    const literal = this.#literal.get(trimmed);
    if (literal)
      return choose(
        method,
        literal.map((entry) => ({ entry, params: {} })),
      );
    const segments = trimmed.split('/').slice(1);
    const found = (this.#patterns.get(segments.length) ?? []).flatMap((entry) => {
      const params = matchSegments(entry.segments, segments);
      return params ? [{ entry, params }] : [];
    });
    return choose(method, found);
  }

  #add(entry: Entry): void {
    const { template, segments } = entry;
    if (!template.includes('{')) {
      this.#literal.set(template, [...(this.#literal.get(template) ?? []), entry]);
      return;
    }
    const sameLength = this.#patterns.get(segments.length) ?? [];
    this.#patterns.set(segments.length, [...sameLength, entry]);
  }
}

function trimmedPath(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function choose(
  method: string,
  found: readonly { entry: Entry; params: Record<string, string> }[],
): RouteMatch {
  if (found.length === 0) return { kind: 'none' };
  const exact =
    found.find(({ entry }) => entry.method === method) ??
    (method === 'HEAD' ? found.find(({ entry }) => entry.method === 'GET') : undefined);
  if (!exact) return { kind: 'method', allowed: found.map(({ entry }) => entry.method) };
  return {
    kind: 'route',
    route: exact.entry,
    handler: exact.entry.handler,
    params: exact.params,
  };
}

/** Names need no percent-encoding, so an encoded one is none. */
function matchSegments(
  template: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{')) {
      if (segment === '' || segment.includes('%')) return undefined;
      params[part.slice(1, -1)] = segment;
    } else if (part !== segment) return undefined;
  }
  return params;
}
