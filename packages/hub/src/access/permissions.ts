import { reach } from '../tokens/scopes.ts';

/** What somebody is to a repository's namespace. */
export type Role = 'anonymous' | 'stranger' | 'owner' | 'administrator';

/** What may be done with a repository: by the registry's routes, and by the hub's. */
export type RepositoryVerb = 'pull' | 'push' | 'delete' | 'administer';

const members: readonly Role[] = ['owner', 'administrator'];
const everyone: readonly Role[] = ['anonymous', 'stranger', 'owner', 'administrator'];

/**
 * Who may do what with a repository that exists, by its visibility, and how far an access token must
 * reach for it. What one may not pull, one may not do anything with: it is hidden.
 */
export const repositoryPermissions = {
  pull: {
    public: { roles: everyone, reach: reach.publicRead },
    private: { roles: members, reach: reach.read },
  },
  push: {
    public: { roles: members, reach: reach.write },
    private: { roles: members, reach: reach.write },
  },
  delete: {
    public: { roles: members, reach: reach.admin },
    private: { roles: members, reach: reach.admin },
  },
  administer: {
    public: { roles: members, reach: reach.admin },
    private: { roles: members, reach: reach.admin },
  },
} as const satisfies Record<RepositoryVerb, object>;

/** What a route asks of its caller. */
export type RouteAccess =
  /** Anyone at all: sign-in itself, and what is public by nature. */
  | { readonly kind: 'anyone' }
  /** Anyone; the answer holds only what the caller may pull. */
  | { readonly kind: 'filtered' }
  /** Somebody signed in; `password` where an access token does not suffice. */
  | { readonly kind: 'account'; readonly password: boolean }
  /** An administrator, signed in with his password. */
  | { readonly kind: 'administrator' }
  /** Whoever {@link repositoryPermissions} lets do this. */
  | { readonly kind: 'repository'; readonly verb: RepositoryVerb }
  /** Whoever may make repositories in the namespace: its owner; administrators in `library`. */
  | { readonly kind: 'create-repository' };

const anyone: RouteAccess = { kind: 'anyone' };
const byPassword: RouteAccess = { kind: 'account', password: true };
const administrator: RouteAccess = { kind: 'administrator' };
const repository = (verb: RepositoryVerb): RouteAccess => ({ kind: 'repository', verb });

/** What each of the hub's own routes asks of its caller. */
export const routePermissions = {
  'token.get': anyone,
  'token.post': anyone,
  'token.keys': anyone,
  'token.well-known-keys': anyone,
  'login.users': anyone,
  'login.auth': anyone,
  'user.self': { kind: 'account', password: false },
  'user.change-password': byPassword,
  'user.update-self': byPassword,
  'user.list': administrator,
  'user.create': administrator,
  'user.update': administrator,
  'user.close': administrator,
  'access-token.list': byPassword,
  'access-token.create': byPassword,
  'access-token.read': byPassword,
  'access-token.update': byPassword,
  'access-token.delete': byPassword,
  'signing-key.rotate': administrator,
  'repository.list': { kind: 'filtered' },
  'repository.create': { kind: 'create-repository' },
  'repository.read': repository('pull'),
  'repository.update': repository('administer'),
  'repository.delete': repository('administer'),
  'tag.list': repository('pull'),
} as const satisfies Record<string, RouteAccess>;

/** The name of one of the hub's routes. */
export type HubRouteId = keyof typeof routePermissions;
