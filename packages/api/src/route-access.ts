/** What may be done with a repository: by the registry's routes, and by the hub's. */
export type RepositoryVerb = 'pull' | 'push' | 'delete' | 'administer';

/** What somebody is in an organization; each may what those before it may. */
export const organizationRoles = ['member', 'editor', 'owner'] as const;
export type OrganizationRole = (typeof organizationRoles)[number];

/** What a route asks of its caller. Site administrators pass wherever an account could. */
export type RouteAccess =
  /** Anyone at all: sign-in itself, and what is public by nature. */
  | { readonly kind: 'anyone' }
  /** Anyone; the answer holds only what the caller may see. */
  | { readonly kind: 'filtered' }
  /** Somebody signed in; `password` where an access token does not suffice. */
  | { readonly kind: 'account'; readonly password: boolean }
  /** An administrator of the hub, signed in with his password. */
  | { readonly kind: 'administrator' }
  /** Whoever the table of permissions lets do this with `{namespace}/{repository}`. */
  | { readonly kind: 'repository'; readonly verb: RepositoryVerb }
  /** Whoever may make repositories in `{namespace}`. */
  | { readonly kind: 'create-repository' }
  /** Whoever is at least this in the organization `{org}`; not by an access token. */
  | { readonly kind: 'organization'; readonly role: OrganizationRole }
  /** The account `{namespace}` itself, or an owner of the organization of that name; not by an access token. */
  | { readonly kind: 'namespace' };

export const anyone: RouteAccess = { kind: 'anyone' };
export const filtered: RouteAccess = { kind: 'filtered' };
export const byAccount: RouteAccess = { kind: 'account', password: false };
export const byPassword: RouteAccess = { kind: 'account', password: true };
export const byAdministrator: RouteAccess = { kind: 'administrator' };
export const byNamespaceOwner: RouteAccess = { kind: 'namespace' };

/** Access by what may be done with the repository of the path. */
export function byRepository(verb: RepositoryVerb): RouteAccess {
  return { kind: 'repository', verb };
}

/** Access by the role in the organization of the path. */
export function byOrganization(role: OrganizationRole): RouteAccess {
  return { kind: 'organization', role };
}
