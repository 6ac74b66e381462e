/** A page worth showing: where it lies, and who looks at it. */
export interface ShownPage {
  readonly name: string;
  readonly path: string;
  readonly who: 'nobody' | 'account' | 'administrator';
}

const repository = '/r/kirtan/my-app';

/** Every page of the site, over what `seedHub` makes. */
export const shownPages: readonly ShownPage[] = [
  { name: 'welcome', path: '/', who: 'nobody' },
  { name: 'sign-in', path: '/sign-in', who: 'nobody' },
  { name: 'sign-up', path: '/sign-up', who: 'nobody' },
  { name: 'search', path: '/explore?q=web', who: 'nobody' },
  { name: 'not-found', path: '/nothing-here', who: 'nobody' },
  { name: 'api', path: '/docs/api', who: 'nobody' },
  { name: 'home', path: '/', who: 'account' },
  { name: 'explore', path: '/explore', who: 'account' },
  { name: 'new-repository', path: '/new', who: 'account' },
  { name: 'account-page', path: '/u/kirtan', who: 'account' },
  { name: 'organization-page', path: '/u/harbor-works', who: 'account' },
  { name: 'overview', path: repository, who: 'account' },
  { name: 'overview-empty', path: '/r/kirtan/empty-dock', who: 'account' },
  { name: 'overview-helm', path: '/r/harbor-works/web-chart', who: 'account' },
  { name: 'overview-wasm', path: '/r/harbor-works/image-filter', who: 'account' },
  { name: 'tags', path: `${repository}/tags`, who: 'account' },
  { name: 'tag-layers', path: `${repository}/tags/2.0.0`, who: 'account' },
  { name: 'tag-configuration', path: `${repository}/tags/2.0.0?show=config`, who: 'account' },
  { name: 'tag-steps', path: `${repository}/tags/2.0.0?show=history`, who: 'account' },
  { name: 'tag-referrers', path: `${repository}/tags/2.0.0?show=referrers`, who: 'account' },
  { name: 'tag-manifest', path: `${repository}/tags/2.0.0?show=manifest`, who: 'account' },
  { name: 'tag-history', path: `${repository}/tags/edge/history`, who: 'account' },
  { name: 'compare', path: `${repository}/compare?from=1.10.0&to=2.0.0`, who: 'account' },
  { name: 'images', path: `${repository}/images`, who: 'account' },
  { name: 'activity', path: `${repository}/activity`, who: 'account' },
  { name: 'webhooks', path: `${repository}/webhooks`, who: 'account' },
  { name: 'collaborators', path: `${repository}/permissions`, who: 'account' },
  { name: 'teams-permissions', path: '/r/harbor-works/ledger/permissions', who: 'account' },
  { name: 'settings', path: `${repository}/settings`, who: 'account' },
  ...parts('account', '/account', 'account', [
    ...['', 'email', 'password', 'two-factor', 'passkeys', 'linked', 'tokens', 'sessions'],
    ...['organizations', 'deletion'],
  ]),
  ...parts('organization', '/orgs/harbor-works', 'account', [
    ...['', 'members', 'invites', 'teams', 'tokens', 'webhooks', 'audit', 'usage', 'deletion'],
  ]),
  ...parts('admin', '/admin', 'administrator', [
    ...['', 'users', 'invitations', 'organizations', 'repositories', 'storage'],
    ...['garbage-collection', 'jobs', 'openid', 'keys', 'audit', 'settings', 'health'],
  ]),
];

/** The parts of a page of several; the first has no name in the address. */
function parts(
  name: string,
  base: string,
  who: ShownPage['who'],
  paths: readonly string[],
): ShownPage[] {
  return paths.map((path) => ({
    name: path === '' ? name : `${name}-${path}`,
    path: path === '' ? base : `${base}/${path}`,
    who,
  }));
}
