import type { SignUpMode } from '@slipway/api';
import type { QuotaLimits } from './quotas/quota-limits.ts';
import type { Visibility } from './tables.ts';

/** What an operator sets about accounts, tokens and repositories. Times in seconds. */
export interface HubSettings {
  /** How clients reach the hub, without a slash at the end; undefined: as each request says. */
  readonly publicUrl: string | undefined;
  /** What stands before the paths of pages and API: `/hub`, or nothing. */
  readonly pathPrefix: string;
  /** Who makes accounts. */
  readonly signUp: SignUpMode;
  /** Life of a browser's session that is not used, and of one that is. */
  readonly sessionIdleSeconds: number;
  readonly sessionSeconds: number;
  /** Visibility of repositories made by accounts that chose none. */
  readonly defaultVisibility: Visibility;
  /** Whether new repositories take manifests that name absent blobs. */
  readonly sparse: boolean;
  /** Life of a registry token; at least 60, which clients assume as a minimum. */
  readonly registryTokenSeconds: number;
  /** Life of an API token. */
  readonly apiTokenSeconds: number;
  /** Life of a refresh token. */
  readonly refreshTokenSeconds: number;
  /** Age at which the signing key is replaced. */
  readonly signingKeySeconds: number;
  /** How long a name that was given up is kept from others. */
  readonly quarantineSeconds: number;
  /** How long an offered transfer may be accepted. */
  readonly transferSeconds: number;
  /** What a namespace may use where nothing is said of it. */
  readonly quotas: QuotaLimits;
  /** What nothing needs any more stays in the store for so long. */
  readonly garbageGraceSeconds: number;
  /** Whether only administrators make organizations. */
  readonly organizationsByAdministrators: boolean;
  /** How long an invitation to an organization may be accepted. */
  readonly inviteSeconds: number;
  /** How long the audit log keeps what was done. */
  readonly auditRetentionSeconds: number;
  /** Whether answers are compared with their contracts: in tests. */
  readonly checksReplies: boolean;
}

/** The settings of a hub whose operator said nothing. */
export const defaultHubSettings: HubSettings = {
  publicUrl: undefined,
  pathPrefix: '',
  signUp: 'closed',
  sessionIdleSeconds: 14 * 24 * 3600,
  sessionSeconds: 60 * 24 * 3600,
  defaultVisibility: 'public',
  sparse: false,
  registryTokenSeconds: 300,
  apiTokenSeconds: 600,
  refreshTokenSeconds: 90 * 24 * 3600,
  signingKeySeconds: 30 * 24 * 3600,
  quarantineSeconds: 90 * 24 * 3600,
  transferSeconds: 14 * 24 * 3600,
  garbageGraceSeconds: 24 * 3600,
  quotas: { storageBytes: null, repositories: null, privateRepositories: null },
  organizationsByAdministrators: false,
  inviteSeconds: 14 * 24 * 3600,
  auditRetentionSeconds: 730 * 24 * 3600,
  checksReplies: false,
};

/**
 * The name that registry tokens are made out to (`service` in a challenge, `aud` in a token).
 * Not the host a client happened to use: a token got through one name of a hub serves at the others.
 */
export function serviceName(settings: HubSettings): string {
  return settings.publicUrl === undefined ? 'slipway' : new URL(settings.publicUrl).host;
}
