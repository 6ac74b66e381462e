import type { SealedColumn } from '../secrets/sealed-columns.ts';

const table = 'hub_webhooks';
const key = 'seal_id';

export const webhookSecret: SealedColumn = { table, column: 'sealed_secret', key };
export const webhookPreviousSecret: SealedColumn = {
  ...{ table, column: 'sealed_previous_secret', key },
};
export const webhookHeaders: SealedColumn = { table, column: 'sealed_headers', key };

/** Every column of webhooks with sealed texts. */
export const webhookSealedColumns: readonly SealedColumn[] = [
  webhookSecret,
  webhookPreviousSecret,
  webhookHeaders,
];
