import type { Command } from '@slipway/database';
import { actorOf, type ChangeOrigin } from '../audit/change-origin.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { commandList } from '../command-list.ts';
import type { HubTables } from '../tables.ts';

/** Notes that somebody replaced the master key, which lies outside the database. */
export const noteRotation: Command<
  HubTables,
  { readonly origin: ChangeOrigin; readonly keyId: string },
  void
> = {
  name: 'hub.note-master-key-rotation',
  async execute(transaction, { origin, keyId }) {
    await recordAudit(transaction, {
      namespaceId: origin.subject.accountId ?? 0,
      ...{ action: 'hub.master_key.rotate', name: keyId, actor: actorOf(origin), at: origin.now },
    });
  },
};

export const rotationCommands = commandList(noteRotation);
