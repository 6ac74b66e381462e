import type { OrganizationTokenResource } from '@slipway/api';
import { type Refusal, refuse } from '../organizations/refusal.ts';
import { type Reach, reach, type TokenScope } from '../tokens/scopes.ts';

/** Repositories that one token is limited to. */
export const mostRepositories = 50;

/** Docker Hub's resource that stands for every public repository. */
export const publicResource = '*/*/public';

/** What an organization's token reaches, as it is stored. */
export interface TokenReach {
  /** Of the whole organization's repositories, those to come as well; null: only of chosen ones. */
  readonly all: Reach | null;
  /** By name, `org/repo`. */
  readonly repositories: ReadonlyMap<string, Reach>;
  /** Whether it pulls from public repositories elsewhere. */
  readonly publicRead: boolean;
}

/** Docker Hub writes a scope in either way. */
const scopeReach: Readonly<Record<string, Reach>> = {
  'repo-pull': reach.read,
  'scope-image-pull': reach.read,
  'repo-push': reach.write,
  'scope-image-push': reach.write,
};

/** What a request's resources ask for, or why they cannot be had. */
export function tokenReach(
  organization: string,
  resources: readonly OrganizationTokenResource[],
): Refusal | ({ readonly kind: 'reach' } & TokenReach) {
  const repositories = new Map<string, Reach>();
  let all: Reach | null = null;
  let publicRead = false;
  for (const { type, path, scopes } of resources) {
    if (type === 'TYPE_ORG') {
      return wrong('tokens reach repositories only: members and teams are changed by their owners');
    }
    const far = highest(scopes);
    if (far === undefined) return wrong('scopes are "repo-pull" and "repo-push"');
    if (path === publicResource) {
      if (far > reach.read) return wrong(`"${publicResource}" can be pulled from only`);
      publicRead = true;
    } else if (path === `${organization}/*`) all = Math.max(all ?? 0, far) as Reach;
    else if (path.startsWith(`${organization}/`)) {
      repositories.set(path, Math.max(repositories.get(path) ?? 0, far) as Reach);
    } else {
      return wrong(`"${path}" is neither ${organization}/<repository> nor "${publicResource}"`);
    }
  }
  if (repositories.size > mostRepositories) {
    return wrong(
      `a token reaches at most ${mostRepositories} repositories, or "${organization}/*"`,
    );
  }
  if (all !== null && repositories.size > 0) {
    return wrong(`"${organization}/*" is every repository: leave the others out`);
  }
  return { kind: 'reach', all, repositories, publicRead };
}

function wrong(message: string): Refusal {
  return refuse('invalid', message, 'resources');
}

function highest(scopes: readonly string[]): Reach | undefined {
  let far: number = reach.none;
  for (const scope of scopes) {
    if (!Object.hasOwn(scopeReach, scope)) return undefined;
    far = Math.max(far, scopeReach[scope] ?? reach.none);
  }
  return far as Reach;
}

/** The scope that the token's own row has: as far as any of its repositories. */
export function rowScope({ all, repositories }: TokenReach): TokenScope {
  const far = Math.max(all ?? reach.none, ...repositories.values(), reach.none);
  if (far >= reach.write) return 'repo:write';
  return far >= reach.read ? 'repo:read' : 'repo:public_read';
}

/** The scopes that stand for a reach, each with those before it. */
export function scopesOf(far: number): string[] {
  return far >= reach.write ? ['repo-pull', 'repo-push'] : ['repo-pull'];
}

/** Whether a scope is written as Docker's newer documents have it, `scope-image-pull`. */
export function isImageWord(scope: string): boolean {
  return scope.startsWith('scope-image-');
}

/** The same scope, so written: clients compare what they get with what they asked for. */
export function inImageWords(scope: string): string {
  return scope.replace(/^repo-/, 'scope-image-');
}
