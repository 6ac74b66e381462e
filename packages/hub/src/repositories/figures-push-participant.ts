import type { PushParticipant } from './push-participant.ts';

/** Notes when a repository was last pushed to: lists are sorted by it. */
export const figuresPushParticipant: PushParticipant = {
  async pushed(transaction, { repositoryId, at }) {
    await transaction
      .updateTable('hub_repository_figures')
      .set({ pushed_at: at, sorted_at: at })
      .where('repository_id', '=', repositoryId)
      .execute();
  },
};
