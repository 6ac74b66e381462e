import type { Database } from '@slipway/database';
import type { Selectable } from 'kysely';
import { type SealedLetter, sealLetter } from '../mail/post-letter.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import type { HubTables } from '../tables.ts';
import type { WebhookRow } from './webhook-tables.ts';

export interface PauseLettersOptions {
  readonly database: Database<HubTables>;
  readonly secrets: SecretBox;
  /** Whether there is a way to send letters at all. */
  readonly canMail: boolean;
  readonly publicUrl: string | undefined;
}

/** Letters to those who should know that a webhook is paused: who made it, and who owns its place. */
export class PauseLetters {
  readonly #options: PauseLettersOptions;

  constructor(options: PauseLettersOptions) {
    this.#options = options;
  }

  /** Sealed, to be posted where the pause is written. */
  async write(webhook: Selectable<WebhookRow>, reason: string): Promise<SealedLetter[]> {
    const { secrets, canMail, publicUrl } = this.#options;
    if (!canMail) return [];
    const owner = await this.#ownerOf(webhook);
    if (!owner) return [];
    const addresses = await this.#addresses([owner.namespaceId, webhook.created_by]);
    const link = `${publicUrl ?? webhook.origin}${owner.page}`;
    return addresses.map((to) =>
      sealLetter(secrets, {
        to,
        letter: {
          kind: 'webhook-paused',
          webhook: webhook.name,
          owner: owner.name,
          reason,
          link,
        },
      }),
    );
  }

  async #ownerOf({
    namespace_id: namespaceId,
    repository_id: repositoryId,
  }: Selectable<WebhookRow>) {
    const { query } = this.#options.database;
    if (repositoryId !== null) {
      const row = await query
        .selectFrom('hub_repositories')
        .select(['namespace_id', 'path'])
        .where('id', '=', repositoryId)
        .executeTakeFirst();
      const page = `/r/${row?.path}/webhooks`;
      return row && { namespaceId: row.namespace_id, name: row.path, page };
    }
    const row = await query
      .selectFrom('hub_accounts')
      .select(['name', 'kind'])
      .where('id', '=', namespaceId ?? 0)
      .executeTakeFirst();
    const page = row?.kind === 'organization' ? `/orgs/${row.name}/webhooks` : '/account/webhooks';
    return row && { namespaceId: namespaceId ?? 0, name: row.name, page };
  }

  /** Confirmed addresses of accounts, and of the owners of those that are organizations. */
  async #addresses(accounts: readonly (number | null)[]): Promise<string[]> {
    const ids = accounts.filter((id) => id !== null);
    const { query } = this.#options.database;
    const owners = query
      .selectFrom('hub_organization_members')
      .select('account_id')
      .where('organization_id', 'in', ids)
      .where('role', '=', 'owner');
    const rows = await query
      .selectFrom('hub_accounts')
      .select('email')
      .where((where) => where.or([where('id', 'in', ids), where('id', 'in', owners)]))
      .where('email_verified_at', 'is not', null)
      .where('closed_at', 'is', null)
      .execute();
    return [...new Set(rows.flatMap(({ email }) => (email === null ? [] : [email])))];
  }
}
