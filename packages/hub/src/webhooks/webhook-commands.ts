import type { Command } from '@slipway/database';
import type { Insertable, Transaction, Updateable } from 'kysely';
import { recordAudit } from '../audit/record-audit.ts';
import type { RepositoryRefusal } from '../repositories/administered.ts';
import type { HubTables } from '../tables.ts';
import { type ManagedScope, managedScope, type WebhookChange } from './webhook-scope.ts';
import type { WebhookRow } from './webhook-tables.ts';

/** Webhooks of one repository or namespace. */
export const mostWebhooks = 50;

/** What its owner says of a webhook, ready to be stored. */
export type WebhookFields = Pick<
  Insertable<WebhookRow>,
  'name' | 'url' | 'events' | 'format' | 'headers' | 'sealed_headers' | 'active' | 'origin'
>;

export interface CreateWebhook extends WebhookChange {
  readonly fields: WebhookFields;
  readonly sealId: string;
  readonly sealedSecret: string;
}

/** Adds a webhook. */
export const createWebhook: Command<
  HubTables,
  CreateWebhook,
  RepositoryRefusal | { kind: 'too-many' } | { kind: 'created'; id: number }
> = {
  name: 'hub.create-webhook',
  async execute(transaction, input) {
    const scope = await managedScope(transaction, input);
    if (scope.kind !== 'found') return scope;
    const { count } = await transaction
      .selectFrom('hub_webhooks')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where((where) => where.and(ofScope(scope)))
      .where('closed_at', 'is', null)
      .executeTakeFirstOrThrow();
    if (Number(count) >= mostWebhooks) return { kind: 'too-many' };
    const { id } = await transaction
      .insertInto('hub_webhooks')
      .values({
        ...input.fields,
        ...ofScope(scope),
        seal_id: input.sealId,
        sealed_secret: input.sealedSecret,
        sealed_previous_secret: null,
        previous_secret_until: null,
        paused_at: null,
        pause_reason: null,
        failing_since: null,
        created_at: input.now,
        updated_at: input.now,
        created_by: scope.subject.accountId ?? null,
        created_by_name: scope.subject.name,
        closed_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const { name, url } = input.fields;
    await noteChange(transaction, { scope, input, verb: 'create', data: { id, name, url } });
    return { kind: 'created', id };
  },
};

export interface ChangeWebhook extends WebhookChange {
  readonly id: number;
}

type Changed = RepositoryRefusal | { readonly kind: 'absent' } | { readonly kind: 'changed' };

/** Changes what is given of a webhook; making it active also ends a pause. */
export const updateWebhook: Command<
  HubTables,
  ChangeWebhook & { readonly fields: Partial<WebhookFields> },
  Changed
> = {
  name: 'hub.update-webhook',
  async execute(transaction, input) {
    const resumed =
      input.fields.active === 1 ? { paused_at: null, pause_reason: null, failing_since: null } : {};
    return await change(transaction, input, {
      verb: 'update',
      set: { ...input.fields, ...resumed, updated_at: input.now },
      data: { changed: Object.keys(input.fields).filter((key) => key !== 'origin') },
    });
  },
};

export interface RotateWebhookSecret extends ChangeWebhook {
  readonly sealedSecret: string;
  /** The former one, and until when it signs along; undefined: not at all. */
  readonly former: { readonly sealed: string; readonly until: number } | undefined;
}

/** Puts a new secret in the place of the former one. */
export const rotateWebhookSecret: Command<HubTables, RotateWebhookSecret, Changed> = {
  name: 'hub.rotate-webhook-secret',
  async execute(transaction, input) {
    return await change(transaction, input, {
      verb: 'secret.rotate',
      set: {
        sealed_secret: input.sealedSecret,
        sealed_previous_secret: input.former?.sealed ?? null,
        previous_secret_until: input.former?.until ?? null,
        updated_at: input.now,
      },
      data: {},
    });
  },
};

/** Deletes a webhook with its log. */
export const deleteWebhook: Command<HubTables, ChangeWebhook, Changed> = {
  name: 'hub.delete-webhook',
  async execute(transaction, input) {
    const scope = await managedScope(transaction, input);
    if (scope.kind !== 'found') return scope;
    const [deleted] = await transaction
      .deleteFrom('hub_webhooks')
      .where('id', '=', input.id)
      .where((where) => where.and(ofScope(scope)))
      .returning(['name', 'url'])
      .execute();
    if (!deleted) return { kind: 'absent' };
    await noteChange(transaction, {
      ...{ scope, input, verb: 'delete' },
      data: { id: input.id, ...deleted },
    });
    return { kind: 'changed' };
  },
};

async function change(
  transaction: Transaction<HubTables>,
  input: ChangeWebhook,
  what: {
    readonly verb: string;
    readonly set: Updateable<WebhookRow>;
    readonly data: Readonly<Record<string, unknown>>;
  },
): Promise<Changed> {
  const scope = await managedScope(transaction, input);
  if (scope.kind !== 'found') return scope;
  const [changed] = await transaction
    .updateTable('hub_webhooks')
    .set(what.set)
    .where('id', '=', input.id)
    .where((where) => where.and(ofScope(scope)))
    .where('closed_at', 'is', null)
    .returning(['name', 'url'])
    .execute();
  if (!changed) return { kind: 'absent' };
  const data = { id: input.id, ...changed, ...what.data };
  await noteChange(transaction, { scope, input, verb: what.verb, data });
  return { kind: 'changed' };
}

/** The columns that say whose a webhook is. */
export function ofScope({ namespaceId, repositoryId }: ManagedScope): {
  namespace_id: number | null;
  repository_id: number | null;
} {
  return repositoryId === null
    ? { namespace_id: namespaceId, repository_id: null }
    : { namespace_id: null, repository_id: repositoryId };
}

async function noteChange(
  transaction: Transaction<HubTables>,
  change_: {
    readonly scope: ManagedScope;
    readonly input: WebhookChange;
    readonly verb: string;
    readonly data: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const { scope, input, verb, data } = change_;
  await recordAudit(transaction, {
    namespaceId: scope.namespaceId,
    repositoryId: scope.repositoryId,
    action: `${scope.repositoryId === null ? 'org' : 'repo'}.webhook.${verb}`,
    name: scope.name,
    actor: {
      id: scope.subject.accountId ?? null,
      name: scope.subject.name,
      address: input.address,
      client: input.client,
    },
    data,
    at: input.now,
  });
}
