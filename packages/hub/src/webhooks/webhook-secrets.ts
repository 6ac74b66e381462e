import { sealedContext } from '../secrets/sealed-columns.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import { newSecret } from '../tokens/secret.ts';
import { type CustomHeader, looksSecret } from './custom-headers.ts';
import { webhookHeaders, webhookPreviousSecret, webhookSecret } from './webhook-sealed-columns.ts';
import type { ShownHeader, WebhookRow } from './webhook-tables.ts';

/** What webhook secrets begin with, so that scanners find leaked ones. */
const secretPrefix = 'slp_whs_';

export function newWebhookSecret(): string {
  return newSecret(secretPrefix);
}

/** Seals a secret for the row that `sealId` names. */
export function sealWebhookSecret(secrets: SecretBox, secret: string, sealId: string): string {
  return secrets.seal(secret, sealedContext(webhookSecret, sealId));
}

/** The former secret as it is to be stored beside a new one. */
export function sealFormerSecret(
  secrets: SecretBox,
  { sealed_secret, seal_id }: Pick<WebhookRow, 'sealed_secret' | 'seal_id'>,
): string {
  const former = secrets.open(sealed_secret, sealedContext(webhookSecret, seal_id));
  return secrets.seal(former, sealedContext(webhookPreviousSecret, seal_id));
}

/** The secrets to sign with now, the newest first. */
export function openWebhookSecrets(
  secrets: SecretBox,
  row: Pick<
    WebhookRow,
    'seal_id' | 'sealed_secret' | 'sealed_previous_secret' | 'previous_secret_until'
  >,
  now: number,
): string[] {
  const opened = [secrets.open(row.sealed_secret, sealedContext(webhookSecret, row.seal_id))];
  const { sealed_previous_secret: previous, previous_secret_until: until } = row;
  if (previous !== null && (until ?? 0) > now) {
    opened.push(secrets.open(previous, sealedContext(webhookPreviousSecret, row.seal_id)));
  }
  return opened;
}

/** Headers as they are stored: the secret ones' values sealed. */
export function sealHeaders(
  secrets: SecretBox,
  headers: readonly CustomHeader[],
  sealId: string,
): Pick<WebhookRow, 'headers' | 'sealed_headers'> {
  const hidden = headers.filter(looksSecret);
  const shown: ShownHeader[] = headers.map(({ name, value }) => ({
    name,
    value: hidden.some((each) => each.name === name) ? null : value,
  }));
  const values = Object.fromEntries(hidden.map(({ name, value }) => [name, value]));
  return {
    headers: JSON.stringify(shown),
    sealed_headers:
      hidden.length === 0
        ? null
        : secrets.seal(JSON.stringify(values), sealedContext(webhookHeaders, sealId)),
  };
}

/** All headers with their values. */
export function openHeaders(
  secrets: SecretBox,
  row: Pick<WebhookRow, 'headers' | 'sealed_headers' | 'seal_id'>,
): CustomHeader[] {
  const shown = JSON.parse(row.headers) as ShownHeader[];
  const hidden: Record<string, string> =
    row.sealed_headers === null
      ? {}
      : JSON.parse(secrets.open(row.sealed_headers, sealedContext(webhookHeaders, row.seal_id)));
  return shown.map(({ name, value }) => ({ name, value: value ?? hidden[name] ?? '' }));
}
