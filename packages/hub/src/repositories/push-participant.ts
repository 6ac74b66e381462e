import type {
  DeletedEvent,
  ManifestPush,
  PushedEvent,
  RegistryTables,
  TagChange,
} from '@slipway/registry';
import type { Transaction } from 'kysely';
import type { HubTables } from '../tables.ts';

type PushTransaction = Transaction<HubTables & RegistryTables>;

/**
 * A part of the hub that takes part in pushes and deletions, in their own transaction: it may refuse,
 * and what it writes is there exactly where they are. Reads and writes rows only; anything slower is
 * left to a job by an outbox item.
 */
export interface PushParticipant {
  /** Why a manifest may not be pushed; undefined where it may. */
  refusePush?(transaction: PushTransaction, push: ManifestPush): Promise<string | undefined>;
  /** Why a tag may not be set or taken away; undefined where it may. */
  refuseTagChange?(transaction: PushTransaction, change: TagChange): Promise<string | undefined>;
  pushed?(transaction: PushTransaction, event: PushedEvent): Promise<void>;
  deleted?(transaction: PushTransaction, event: DeletedEvent): Promise<void>;
}
