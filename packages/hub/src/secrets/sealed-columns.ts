import { webhookSealedColumns } from '../webhooks/webhook-sealed-columns.ts';

/** A column that holds sealed texts, or null. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** A column that is unique, never changes and is known before the row is inserted. */
  readonly key: string;
}

/** What a column's text of one row is sealed with, so that it opens in that row alone. */
export function sealedContext({ table, column }: SealedColumn, key: string | number): string {
  return `${table}.${column} ${key}`;
}

/** The seed of an account's one-time passwords. */
export const totpSeed: SealedColumn = {
  table: 'hub_totp',
  column: 'sealed_seed',
  key: 'account_id',
};

/** What the hub proves itself with to an OpenID provider. */
export const openidClientSecret: SealedColumn = {
  table: 'hub_openid_providers',
  column: 'sealed_client_secret',
  key: 'slug',
};

/** A letter that waits to be sent, with its address. */
export const letterText: SealedColumn = { table: 'hub_letters', column: 'sealed', key: 'id' };

/** What tokens are signed with. */
export const signingKey: SealedColumn = {
  table: 'hub_signing_keys',
  column: 'sealed_jwk',
  key: 'kid',
};

/** Every column with sealed texts: a rotation of the master key goes through them. */
export const sealedColumns: readonly SealedColumn[] = [
  totpSeed,
  openidClientSecret,
  letterText,
  signingKey,
  ...webhookSealedColumns,
];
