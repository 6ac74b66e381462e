import type { BodyOf } from '../api/client.ts';

/** What a token reaches, as the API has it. */
type Resource = NonNullable<BodyOf<'organization-token.create'>['resources']>[number];

/** What a token reaches, chosen on the page. */
export interface TokenReach {
  readonly repositories: readonly string[];
  /** Whether it pushes to them as well. */
  readonly push: boolean;
  /** Whether it pulls whatever is public. */
  readonly publicRead: boolean;
}

const everythingPublic = '*/*/public';

/** The same as the API takes it. */
export function resourcesOf({ repositories, push, publicRead }: TokenReach): Resource[] {
  const scopes = push ? ['repo-pull', 'repo-push'] : ['repo-pull'];
  return [
    ...repositories.map((path) => ({ type: 'TYPE_REPO' as const, path, scopes })),
    ...(publicRead
      ? [{ type: 'TYPE_REPO' as const, path: everythingPublic, scopes: ['repo-pull'] }]
      : []),
  ];
}

/** What a token reaches, in words. */
export function reachWords(resources: readonly Resource[]): string {
  if (resources.length === 0) return 'Reaches nothing';
  const named = resources.filter(({ path }) => path !== everythingPublic);
  const words = named.map(
    ({ path, scopes }) =>
      `${scopes.some((scope) => scope.includes('push')) ? 'pull and push' : 'pull'} ${path}`,
  );
  if (named.length < resources.length) words.push('pull what is public');
  const text = words.join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
