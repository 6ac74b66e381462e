import type { Generated } from 'kysely';

/** What an account did, as it is kept. */
export interface AuditEventRow {
  id: Generated<number>;
  /** The account of the namespace that it concerns. */
  namespace_id: number;
  /** The repository, where it concerns one that is still there. */
  repository_id: number | null;
  /** `repo.tag.push`, as Docker Hub names them. */
  action: string;
  /** What it was done to: `kirtan/my-app`. */
  name: string;
  /** null: nobody signed in, or the hub itself. */
  actor_id: number | null;
  actor_name: string;
  /** JSON of what is particular to the action. */
  data: string;
  address: string;
  client: string;
  at: number;
}

export interface AuditTables {
  hub_audit_events: AuditEventRow;
}
