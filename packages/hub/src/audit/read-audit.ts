import type { AuditLog } from '@slipway/api';
import type { Kysely } from 'kysely';
import type { HubTables } from '../tables.ts';
import { describeAction } from './audit-actions.ts';

/** Which events are asked for. Times in milliseconds. */
export interface AuditFilter {
  readonly namespaceId?: number;
  readonly repositoryId?: number;
  /** One action, or the first parts of several: `repo.tag`. */
  readonly action?: string | undefined;
  readonly actions?: readonly string[];
  readonly name?: string | undefined;
  readonly actor?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** The events asked for, with the names of the namespaces they concern. */
export function auditEvents(query: Kysely<HubTables>, filter: AuditFilter) {
  let events = query
    .selectFrom('hub_audit_events as event')
    .leftJoin('hub_accounts as namespace', 'namespace.id', 'event.namespace_id');
  const { namespaceId, repositoryId, action, actions, name, actor, from, to } = filter;
  if (namespaceId !== undefined) events = events.where('event.namespace_id', '=', namespaceId);
  if (repositoryId !== undefined) events = events.where('event.repository_id', '=', repositoryId);
  if (actions !== undefined) events = events.where('event.action', 'in', [...actions]);
  if (action !== undefined) {
    events = events.where((where) =>
      where.or([
        where('event.action', '=', action),
        // "/" follows "." in the order of bytes.
        where.and([
          where('event.action', '>', `${action}.`),
          where('event.action', '<', `${action}/`),
        ]),
      ]),
    );
  }
  if (name !== undefined) events = events.where('event.name', '=', name);
  if (actor !== undefined) events = events.where('event.actor_name', '=', actor);
  if (from !== undefined) events = events.where('event.at', '>=', from);
  if (to !== undefined) events = events.where('event.at', '<=', to);
  return events;
}

/** What {@link shownEvent} needs of each. */
export const shownColumns = [
  ...(['event.id', 'event.action', 'event.name', 'event.actor_name', 'event.data'] as const),
  ...(['event.address', 'event.client', 'event.at', 'namespace.name as account'] as const),
] as const;

export interface ShownRow {
  readonly id: number;
  readonly action: string;
  readonly name: string;
  readonly actor_name: string;
  readonly data: string;
  readonly address: string;
  readonly client: string;
  readonly at: number;
  readonly account: string | null;
}

/** An event in Docker Hub's shape; where it came from for those alone who may know. */
export function shownEvent(row: ShownRow, showsOrigin: boolean): AuditLog {
  const { id, action, name } = row;
  const data = textsOf(row.data);
  return {
    id,
    account: row.account ?? '',
    action,
    name,
    actor: row.actor_name,
    data,
    timestamp: new Date(row.at).toISOString(),
    action_description: describeAction({ action, name, data }),
    address: showsOrigin ? row.address : null,
    client: showsOrigin ? row.client : null,
  };
}

/** Docker Hub's clients read a map of texts. */
function textsOf(json: string): Record<string, string> {
  const data = JSON.parse(json) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}
