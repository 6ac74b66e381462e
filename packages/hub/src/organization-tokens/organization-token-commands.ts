import type { Command } from '@slipway/database';
import type { Transaction } from 'kysely';
import { recordAudit } from '../audit/record-audit.ts';
import { commandList } from '../command-list.ts';
import {
  type ManagedOrganization,
  managedOrganization,
  type OrganizationChange,
} from '../organizations/managed-organization.ts';
import { type Refusal, refuse } from '../organizations/refusal.ts';
import type { HubTables } from '../tables.ts';
import { mostAccessTokens } from '../tokens/access-token-commands.ts';
import type { Reach } from '../tokens/scopes.ts';
import { rowScope, type TokenReach } from './token-resources.ts';

export interface CreateOrganizationToken extends OrganizationChange {
  readonly id: string;
  readonly secretDigest: string;
  readonly label: string;
  readonly description: string;
  readonly reaches: TokenReach;
  /** Whether scopes are written `scope-image-…`. */
  readonly imageScopes: boolean;
  readonly expiresAt: number | null;
}

/** Makes a token that speaks for an organization. */
export const createOrganizationToken: Command<
  HubTables,
  CreateOrganizationToken,
  Refusal | { kind: 'created' }
> = {
  name: 'hub.create-organization-token',
  async execute(transaction, input) {
    const found = await managedOrganization(transaction, input, 'owner');
    if (found.kind === 'refused') return found;
    const { id, reaches, origin } = input;
    const { count } = await transaction
      .selectFrom('hub_access_tokens')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('account_id', '=', found.id)
      .executeTakeFirstOrThrow();
    if (Number(count) >= mostAccessTokens) {
      return refuse('conflict', `an organization has at most ${mostAccessTokens} tokens`);
    }
    const chosen = await chosenRepositories(transaction, found, reaches);
    if (!Array.isArray(chosen)) return chosen;
    await transaction
      .insertInto('hub_access_tokens')
      .values({
        id,
        account_id: found.id,
        label: input.label,
        ...reachColumns(reaches),
        secret_digest: input.secretDigest,
        created_at: origin.now,
        expires_at: input.expiresAt,
        last_used_at: null,
        revoked_at: null,
        creator_ip: origin.address,
        creator_ua: origin.client,
      })
      .execute();
    await transaction
      .insertInto('hub_organization_tokens')
      .values({
        token_id: id,
        description: input.description,
        created_by: found.subject.name,
        image_scopes: input.imageScopes ? 1 : 0,
      })
      .execute();
    await choose(transaction, id, chosen);
    await note(transaction, found, { verb: 'create', id, label: input.label, at: origin.now });
    return { kind: 'created' };
  },
};

export interface UpdateOrganizationToken extends OrganizationChange {
  readonly id: string;
  readonly label?: string;
  readonly description?: string;
  readonly reaches?: TokenReach;
  readonly active?: boolean;
}

/** Changes, deactivates or activates an organization's token. */
export const updateOrganizationToken: Command<
  HubTables,
  UpdateOrganizationToken,
  Refusal | { kind: 'updated' }
> = {
  name: 'hub.update-organization-token',
  async execute(transaction, input) {
    const found = await managedOrganization(transaction, input, 'owner');
    if (found.kind === 'refused') return found;
    const { id, reaches, origin } = input;
    const row = await tokenOf(transaction, found.id, id);
    if (!row) return unknownToken();
    if (reaches !== undefined) {
      const chosen = await chosenRepositories(transaction, found, reaches);
      if (!Array.isArray(chosen)) return chosen;
      await transaction
        .deleteFrom('hub_access_token_repositories')
        .where('token_id', '=', id)
        .execute();
      await choose(transaction, id, chosen);
    }
    const label = input.label ?? row.label;
    const revokedAt =
      input.active === undefined
        ? row.revoked_at
        : input.active
          ? null
          : (row.revoked_at ?? origin.now);
    await transaction
      .updateTable('hub_access_tokens')
      .set({
        label,
        revoked_at: revokedAt,
        ...(reaches === undefined ? {} : reachColumns(reaches)),
      })
      .where('id', '=', id)
      .execute();
    if (input.description !== undefined) {
      await transaction
        .updateTable('hub_organization_tokens')
        .set({ description: input.description })
        .where('token_id', '=', id)
        .execute();
    }
    // What was got with it stays void when it is made active again.
    if (input.active === false) {
      await transaction
        .deleteFrom('hub_refresh_tokens')
        .where('access_token_id', '=', id)
        .execute();
    }
    await note(transaction, found, { verb: 'update', id, label, at: origin.now });
    return { kind: 'updated' };
  },
};

/** Deletes an organization's token and, with it, the refresh tokens it got. */
export const deleteOrganizationToken: Command<
  HubTables,
  OrganizationChange & { readonly id: string },
  Refusal | { kind: 'deleted' }
> = {
  name: 'hub.delete-organization-token',
  async execute(transaction, input) {
    const found = await managedOrganization(transaction, input, 'owner');
    if (found.kind === 'refused') return found;
    const { id } = input;
    const row = await tokenOf(transaction, found.id, id);
    if (!row) return unknownToken();
    await transaction.deleteFrom('hub_access_tokens').where('id', '=', id).execute();
    await note(transaction, found, { verb: 'delete', id, label: row.label, at: input.origin.now });
    return { kind: 'deleted' };
  },
};

export const organizationTokenCommands = commandList(
  createOrganizationToken,
  updateOrganizationToken,
  deleteOrganizationToken,
);

function tokenOf(transaction: Transaction<HubTables>, organization: number, id: string) {
  return transaction
    .selectFrom('hub_access_tokens')
    .select(['label', 'revoked_at'])
    .where('id', '=', id)
    .where('account_id', '=', organization)
    .executeTakeFirst();
}

function unknownToken(): Refusal {
  return refuse('absent', 'there is no such access token');
}

function reachColumns(reaches: TokenReach) {
  return {
    scopes: JSON.stringify([rowScope(reaches)]),
    restricted: reaches.all === null ? 1 : 0,
    public_read: reaches.publicRead ? 1 : 0,
  };
}

interface Chosen {
  readonly id: number;
  readonly far: Reach;
}

/** The organization's repositories that a token names. */
async function chosenRepositories(
  transaction: Transaction<HubTables>,
  organization: ManagedOrganization,
  { repositories }: TokenReach,
): Promise<Refusal | Chosen[]> {
  if (repositories.size === 0) return [];
  const rows = await transaction
    .selectFrom('hub_repositories')
    .select(['id', 'path'])
    .where('namespace_id', '=', organization.id)
    .where('path', 'in', [...repositories.keys()])
    .execute();
  const ids = new Map(rows.map(({ id, path }) => [path, id]));
  const chosen: Chosen[] = [];
  for (const [path, far] of repositories) {
    const id = ids.get(path);
    if (id === undefined) return refuse('invalid', `there is no repository ${path}`, 'resources');
    chosen.push({ id, far });
  }
  return chosen;
}

async function choose(
  transaction: Transaction<HubTables>,
  token: string,
  chosen: readonly Chosen[],
): Promise<void> {
  if (chosen.length === 0) return;
  await transaction
    .insertInto('hub_access_token_repositories')
    .values(chosen.map(({ id, far }) => ({ token_id: token, repository_id: id, reach: far })))
    .execute();
}

async function note(
  transaction: Transaction<HubTables>,
  { id: namespaceId, actor }: ManagedOrganization,
  event: {
    readonly verb: 'create' | 'update' | 'delete';
    readonly id: string;
    readonly label: string;
    readonly at: number;
  },
): Promise<void> {
  await recordAudit(transaction, {
    namespaceId,
    action: `org.access_token.${event.verb}`,
    name: event.label,
    actor,
    data: { id: event.id },
    at: event.at,
  });
}
