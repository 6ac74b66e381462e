/** Who asks. `…Token` is the owner with an access token; the organization is `acme`. */
export const callers = [
  'anonymous',
  'stranger',
  'member',
  'reader',
  'writer',
  'maintainer',
  'editor',
  'owner',
  'administrator',
  'publicReadToken',
  'readToken',
  'writeToken',
  'adminToken',
  'limitedToken',
  'organizationToken',
  'closed',
] as const;
export type Caller = (typeof callers)[number];

/** The repository in question: of the organization, or not there. */
export const places = ['public', 'private', 'absent'] as const;
export type PlaceKind = (typeof places)[number];

type Row = string | Readonly<Record<PlaceKind, string>>;

/**
 * What is answered, by hand, for each caller in the order above. `-`: let through. `member` is in the
 * organization and in no team; `reader`, `writer` and `maintainer` are in a team that may read, write,
 * administer; `limitedToken` is limited to another repository; `organizationToken` may push here.
 */
export const rows = {
  anyone: '- - - - - - - - - - - - - - - -',
  /** As above; where a token is looked at, a closed account's is refused. */
  filtered: '- - - - - - - - - - - - - - - 401',
  account: '401 - - - - - - - - - - - - - 403 401',
  password: '401 - - - - - - - - 403 403 403 403 403 403 401',
  administrator: '401 403 403 403 403 403 403 403 - 403 403 403 403 403 403 401',
  create: '401 403 403 403 403 403 - - - 403 403 - - 403 403 401',
  member: '401 403 - - - - - - - 403 403 403 403 403 403 401',
  editor: '401 403 403 403 403 403 - - - 403 403 403 403 403 403 401',
  organizationOwner: '401 403 403 403 403 403 403 - - 403 403 403 403 403 403 401',
  pull: {
    public: '- - - - - - - - - - - - - 404 - 401',
    private: '404 404 404 - - - - - - 404 - - - 404 - 401',
    absent: '404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 401',
  },
  push: {
    public: '401 403 403 403 - - - - - 403 403 - - 404 - 401',
    private: '401 404 404 403 - - - - - 404 403 - - 404 - 401',
    absent: '401 404 404 404 404 404 - - - 404 403 - - 404 404 401',
  },
  delete: {
    public: '401 403 403 403 403 - - - - 403 403 403 - 404 403 401',
    private: '401 404 404 403 403 - - - - 404 403 403 - 404 403 401',
    absent: '401 404 404 404 404 404 - - - 404 403 403 - 404 404 401',
  },
  administer: {
    public: '401 403 403 403 403 - - - - 403 403 403 - 404 403 401',
    private: '401 404 404 403 403 - - - - 404 403 403 - 404 403 401',
    absent: '401 404 404 404 404 404 - - - 404 403 403 - 404 404 401',
  },
} as const satisfies Record<string, Row>;
