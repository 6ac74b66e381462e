import type { AllowedPlaces } from '../egress/allowed-places.ts';
import type { MasterKey } from '../secrets/master-key.ts';
import { allowedPlaces, mailAddress, mailUrl, masterKeys } from './secret-settings.ts';
import {
  type AddressList,
  addressList,
  databaseUrl,
  duration,
  flag,
  integer,
  type ListenAddress,
  listenAddress,
  oneOf,
  origin,
  path,
  pathPrefix,
  type SettingType,
  secret,
  size,
} from './setting-types.ts';

/** One setting: how it is written, where it may come from, what holds where nobody says. */
export interface Setting<Value> {
  readonly type: SettingType<Value>;
  readonly environment: `SLIPWAY_${string}`;
  /** As a user would write it; undefined where the setting may be absent. */
  readonly byDefault: string | undefined;
  /** One line for people, said by `slipway config`. */
  readonly about: string;
  readonly secret?: boolean;
}

function setting<Value>(definition: Omit<Setting<Value>, 'byDefault'> & { byDefault: string }) {
  return definition as Setting<Value>;
}

function optional<Value>(
  definition: Omit<Setting<Value>, 'byDefault'>,
): Setting<Value | undefined> {
  return { ...definition, byDefault: undefined };
}

/** Every setting, by its place in `slipway.yaml`. */
const settings = {
  listen: setting<ListenAddress>({
    type: listenAddress,
    environment: 'SLIPWAY_LISTEN',
    byDefault: '127.0.0.1:5000',
    about: 'address and port',
  }),
  data: optional<string>({
    type: path,
    environment: 'SLIPWAY_DATA',
    about: 'folder of the database and the blobs',
  }),
  database: setting<string>({
    type: databaseUrl,
    environment: 'SLIPWAY_DATABASE',
    byDefault: 'sqlite',
    about: 'sqlite (in the data folder), or a postgresql:// URL',
    secret: true,
  }),
  publicUrl: optional<string>({
    type: origin,
    environment: 'SLIPWAY_PUBLIC_URL',
    about: 'the URL that clients use; without it, each request says',
  }),
  pathPrefix: setting<string>({
    type: pathPrefix,
    environment: 'SLIPWAY_PATH_PREFIX',
    byDefault: '',
    about: 'path before pages and API, such as /hub; the registry itself stays at the root',
  }),
  adminPassword: optional<string>({
    type: secret({ from: 8, to: 256 }),
    environment: 'SLIPWAY_ADMIN_PASSWORD',
    about: "the first administrator's password, at the first start only",
    secret: true,
  }),
  masterKey: optional<readonly [MasterKey, ...MasterKey[]]>({
    type: masterKeys,
    environment: 'SLIPWAY_MASTER_KEY',
    about: "what stored secrets are encrypted under; without it, the data folder's master.key",
    secret: true,
  }),
  signUp: setting<'closed' | 'invitation' | 'open'>({
    type: oneOf('closed', 'invitation', 'open'),
    environment: 'SLIPWAY_SIGN_UP',
    byDefault: 'closed',
    about: 'who makes accounts: administrators, whoever is invited, or anyone',
  }),
  sessions: {
    idleLifetime: setting<number>({
      type: duration({ from: '5m', to: '365d' }),
      environment: 'SLIPWAY_SESSION_IDLE_LIFETIME',
      byDefault: '14d',
      about: 'a browser that is not used for so long is signed out',
    }),
    lifetime: setting<number>({
      type: duration({ from: '5m', to: '365d' }),
      environment: 'SLIPWAY_SESSION_LIFETIME',
      byDefault: '60d',
      about: 'a browser is signed out after so long in any case',
    }),
  },
  workers: setting<number | 'auto'>({
    type: autoOr(integer({ from: 1, to: 256 })),
    environment: 'SLIPWAY_WORKERS',
    byDefault: 'auto',
    about: 'processes that serve; auto: one for each core',
  }),
  trustedProxies: setting<AddressList>({
    type: addressList,
    environment: 'SLIPWAY_TRUSTED_PROXIES',
    byDefault: '',
    about: 'addresses whose X-Forwarded-* and Forwarded headers are believed',
  }),
  tls: {
    certificate: optional<string>({
      type: path,
      environment: 'SLIPWAY_TLS_CERT',
      about: 'PEM file of the certificate chain; read again on SIGHUP',
    }),
    key: optional<string>({
      type: path,
      environment: 'SLIPWAY_TLS_KEY',
      about: 'PEM file of its private key',
    }),
  },
  repositories: {
    defaultVisibility: setting<'public' | 'private'>({
      type: oneOf('public', 'private'),
      environment: 'SLIPWAY_DEFAULT_VISIBILITY',
      byDefault: 'private',
      about: 'of repositories made by a push, where the account says nothing',
    }),
    sparse: setting<boolean>({
      type: flag,
      environment: 'SLIPWAY_SPARSE',
      byDefault: 'false',
      about: 'whether new repositories take manifests whose blobs are absent',
    }),
    quarantine: setting<number>({
      type: duration({ from: '0s', to: '3650d' }),
      environment: 'SLIPWAY_NAME_QUARANTINE',
      byDefault: '90d',
      about: 'how long the name of a deleted or moved repository is kept from others',
    }),
  },
  quotas: {
    storage: optional<number>({
      type: size({ from: '1MiB', to: '1024TiB' }),
      environment: 'SLIPWAY_QUOTA_STORAGE',
      about: 'most bytes of a namespace, where an administrator says nothing else of it',
    }),
    repositories: optional<number>({
      type: integer({ from: 0, to: 1_000_000 }),
      environment: 'SLIPWAY_QUOTA_REPOSITORIES',
      about: 'most repositories of a namespace',
    }),
    privateRepositories: optional<number>({
      type: integer({ from: 0, to: 1_000_000 }),
      environment: 'SLIPWAY_QUOTA_PRIVATE_REPOSITORIES',
      about: 'most private repositories of a namespace',
    }),
  },
  organizations: {
    creation: setting<'everyone' | 'administrators'>({
      type: oneOf('everyone', 'administrators'),
      environment: 'SLIPWAY_ORGANIZATION_CREATION',
      byDefault: 'everyone',
      about: 'who makes organizations',
    }),
    inviteLifetime: setting<number>({
      type: duration({ from: '1h', to: '365d' }),
      environment: 'SLIPWAY_INVITE_LIFETIME',
      byDefault: '14d',
      about: 'how long an invitation to an organization may be accepted',
    }),
  },
  audit: {
    retention: setting<number>({
      type: duration({ from: '1d', to: '36500d' }),
      environment: 'SLIPWAY_AUDIT_RETENTION',
      byDefault: '730d',
      about: 'how long the audit log keeps what was done',
    }),
  },
  tokens: {
    registryLifetime: setting<number>({
      type: duration({ from: '60s', to: '1h' }),
      environment: 'SLIPWAY_REGISTRY_TOKEN_LIFETIME',
      byDefault: '5m',
      about: 'life of the tokens that /token signs',
    }),
    refreshLifetime: setting<number>({
      type: duration({ from: '1h', to: '365d' }),
      environment: 'SLIPWAY_REFRESH_TOKEN_LIFETIME',
      byDefault: '90d',
      about: 'life of refresh tokens',
    }),
    signingKeyLifetime: setting<number>({
      type: duration({ from: '1h', to: '365d' }),
      environment: 'SLIPWAY_SIGNING_KEY_LIFETIME',
      byDefault: '30d',
      about: 'age at which the signing key is replaced',
    }),
  },
  limits: {
    headerTimeout: setting<number>({
      type: duration({ from: '1s', to: '5m' }),
      environment: 'SLIPWAY_HEADER_TIMEOUT',
      byDefault: '20s',
      about: "longest time that a request's headers may take",
    }),
    headerSize: setting<number>({
      type: size({ from: '4KiB', to: '1MiB' }),
      environment: 'SLIPWAY_HEADER_SIZE',
      byDefault: '16KiB',
      about: "most bytes of a request's headers",
    }),
    keepAliveTimeout: setting<number>({
      type: duration({ from: '1s', to: '1h' }),
      environment: 'SLIPWAY_KEEP_ALIVE_TIMEOUT',
      byDefault: '65s',
      about: 'how long an idle connection is kept',
    }),
    stallTimeout: setting<number>({
      type: duration({ from: '1s', to: '1h' }),
      environment: 'SLIPWAY_STALL_TIMEOUT',
      byDefault: '60s',
      about: 'a transfer that moves no byte for so long is ended',
    }),
    connections: setting<number>({
      type: integer({ from: 1, to: 1_000_000 }),
      environment: 'SLIPWAY_CONNECTIONS',
      byDefault: '10000',
      about: 'most connections at once, over all workers',
    }),
    manifestSize: setting<number>({
      type: size({ from: '4MiB', to: '64MiB' }),
      environment: 'SLIPWAY_MANIFEST_SIZE',
      byDefault: '4MiB',
      about: 'most bytes of a manifest',
    }),
    blobSize: setting<number>({
      type: size({ from: '1MiB', to: '100TiB' }),
      environment: 'SLIPWAY_BLOB_SIZE',
      byDefault: '1TiB',
      about: 'most bytes of a blob',
    }),
    uploads: setting<number>({
      type: integer({ from: 1, to: 100_000 }),
      environment: 'SLIPWAY_UPLOADS',
      byDefault: '1000',
      about: 'most bodies received at once, over all workers',
    }),
    uploadsPerAccount: setting<number>({
      type: integer({ from: 1, to: 100_000 }),
      environment: 'SLIPWAY_UPLOADS_PER_ACCOUNT',
      byDefault: '200',
      about: 'most bodies received at once from one account',
    }),
    uploadExpiry: setting<number>({
      type: duration({ from: '1m', to: '90d' }),
      environment: 'SLIPWAY_UPLOAD_EXPIRY',
      byDefault: '1d',
      about: 'an upload that nobody touched for so long is removed',
    }),
    apiRequests: setting<number>({
      type: integer({ from: 10, to: 1_000_000_000 }),
      environment: 'SLIPWAY_API_REQUESTS',
      byDefault: '3000',
      about: "requests to the hub's API that an account, or an address, has in a window",
    }),
    apiWindow: setting<number>({
      type: duration({ from: '1s', to: '1d' }),
      environment: 'SLIPWAY_API_WINDOW',
      byDefault: '1m',
      about: "the window in which requests to the hub's API are counted",
    }),
    loginFailures: setting<number>({
      type: integer({ from: 1, to: 100_000 }),
      environment: 'SLIPWAY_LOGIN_FAILURES',
      byDefault: '10',
      about: 'failed sign-ins that an account or an address may have in a window',
    }),
    loginWindow: setting<number>({
      type: duration({ from: '1s', to: '1d' }),
      environment: 'SLIPWAY_LOGIN_WINDOW',
      byDefault: '5m',
      about: 'the window in which failed sign-ins are counted',
    }),
  },
  egress: {
    allow: setting<AllowedPlaces>({
      type: allowedPlaces,
      environment: 'SLIPWAY_EGRESS_ALLOW',
      byDefault: '',
      about: 'private addresses and names that webhooks, OpenID and the like may reach',
    }),
  },
  mail: {
    url: optional<string>({
      type: mailUrl,
      environment: 'SLIPWAY_MAIL_URL',
      about: 'the SMTP server; without one the hub sends no mail',
      secret: true,
    }),
    from: setting<string>({
      type: mailAddress,
      environment: 'SLIPWAY_MAIL_FROM',
      byDefault: 'Slipway <slipway@localhost>',
      about: 'the sender of its mail',
    }),
  },
  gc: {
    grace: setting<number>({
      type: duration({ from: '1h', to: '365d' }),
      environment: 'SLIPWAY_GC_GRACE',
      byDefault: '1d',
      about: 'what no image needs any more stays for so long: pushes under way may need it',
    }),
    interval: setting<number>({
      type: duration({ from: '1m', to: '30d' }),
      environment: 'SLIPWAY_GC_INTERVAL',
      byDefault: '1h',
      about: 'how often what has been needed by nothing for the grace period is removed',
    }),
  },
  shutdownTimeout: setting<number>({
    type: duration({ from: '0s', to: '1d' }),
    environment: 'SLIPWAY_SHUTDOWN_TIMEOUT',
    byDefault: '10m',
    about: 'how long a stop waits for transfers to finish',
  }),
  metrics: setting<'loopback' | 'everyone' | 'off'>({
    type: oneOf('loopback', 'everyone', 'off'),
    environment: 'SLIPWAY_METRICS',
    byDefault: 'loopback',
    about: 'who may read /metrics: callers on this machine, everyone, nobody',
  }),
  log: {
    level: setting<'error' | 'warn' | 'info' | 'debug'>({
      type: oneOf('error', 'warn', 'info', 'debug'),
      environment: 'SLIPWAY_LOG_LEVEL',
      byDefault: 'info',
      about: 'least level that is logged',
    }),
    format: setting<'auto' | 'json' | 'text'>({
      type: oneOf('auto', 'json', 'text'),
      environment: 'SLIPWAY_LOG_FORMAT',
      byDefault: 'auto',
      about: 'auto: text on a terminal, JSON otherwise',
    }),
    requests: setting<boolean>({
      type: flag,
      environment: 'SLIPWAY_LOG_REQUESTS',
      byDefault: 'true',
      about: 'whether each request is logged',
    }),
  },
};

/** The values of a tree of settings. */
type Values<Tree> = {
  readonly [Key in keyof Tree]: Tree[Key] extends Setting<infer Value> ? Value : Values<Tree[Key]>;
};

/** All settings with their values: times in milliseconds, sizes in bytes, paths absolute. */
export type Configuration = Omit<Values<typeof settings>, 'data'> & { readonly data: string };

/** Every setting with its dotted key, in the order above. */
export function eachSetting(): [key: string, setting: Setting<unknown>][] {
  return flatten(settings, '');
}

function flatten(tree: object, prefix: string): [string, Setting<unknown>][] {
  return Object.entries(tree).flatMap(([name, value]: [string, object]) =>
    'type' in value
      ? [[prefix + name, value as Setting<unknown>] satisfies [string, Setting<unknown>]]
      : flatten(value, `${prefix}${name}.`),
  );
}

function autoOr(type: SettingType<number>): SettingType<number | 'auto'> {
  const auto = oneOf('auto');
  return { schema: auto.schema.or(type.schema), expected: `auto, or ${type.expected}` };
}
