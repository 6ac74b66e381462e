import type { RepositoryVerb } from '@slipway/api';
import { reach } from '../tokens/scopes.ts';

/** How far somebody may go with a repository, from nothing to everything. */
export const level = { none: 0, read: 1, write: 2, admin: 3 } as const;

export type Level = (typeof level)[keyof typeof level];

/**
 * Who may do what with a repository that exists, by its visibility: the level one needs there (from
 * the own namespace, an organization's role, a team or a collaboration), and how far an access token
 * must reach for it. What one may not pull, one may not do anything with: it is hidden.
 */
export const repositoryPermissions = {
  pull: {
    public: { level: level.none, reach: reach.publicRead },
    private: { level: level.read, reach: reach.read },
  },
  push: {
    public: { level: level.write, reach: reach.write },
    private: { level: level.write, reach: reach.write },
  },
  delete: {
    public: { level: level.admin, reach: reach.admin },
    private: { level: level.admin, reach: reach.admin },
  },
  administer: {
    public: { level: level.admin, reach: reach.admin },
    private: { level: level.admin, reach: reach.admin },
  },
} as const satisfies Record<RepositoryVerb, object>;
