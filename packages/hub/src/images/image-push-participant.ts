import { appendToOutbox } from '@slipway/database';
import type { PushParticipant } from '../repositories/push-participant.ts';

/** The outbox topic of {@link ContentsChanged}. */
export const contentsChangedTopic = 'hub.contents-changed';

/** A repository's contents changed: what it comes to is to be counted, and what came is to be read. */
export interface ContentsChanged {
  readonly repositoryId: number;
  /** A manifest that was pushed; null where something went. */
  readonly pushed: { readonly digest: string; readonly mediaType: string } | null;
}

/** Has every push read and every change counted, by a job. */
export const imagePushParticipant: PushParticipant = {
  async pushed(transaction, { repositoryId, repository, digest, mediaType }) {
    const payload: ContentsChanged = { repositoryId, pushed: { digest, mediaType } };
    await appendToOutbox(transaction, { topic: contentsChangedTopic, key: repository, payload });
  },
  async deleted(transaction, { repositoryId, tags }) {
    for (const tag of tags) {
      await transaction
        .deleteFrom('hub_tag_pulls')
        .where('repository_id', '=', repositoryId)
        .where('tag', '=', tag)
        .execute();
    }
    const payload: ContentsChanged = { repositoryId, pushed: null };
    const key = String(repositoryId);
    await appendToOutbox(transaction, { topic: contentsChangedTopic, key, payload });
  },
};
