import { randomUUID } from 'node:crypto';
import type { Services } from '../services.ts';

/** Uploads that one transaction claims. */
const batch = 100;

/**
 * Removes the uploads that nobody touched for the expiry time, bytes first, so that nothing is left
 * without a row that leads to it. Safe to run in several processes. Answers how many went.
 */
export async function expireUploads(services: Services): Promise<number> {
  const { database, commands, content, limits, clock } = services;
  const before = clock() - limits.uploadExpiryMs;
  let removed = 0;
  for (;;) {
    const holder = randomUUID();
    const claim = { before, limit: batch, holder, now: clock() };
    const abandoned = await database.run(commands.claimAbandonedUploads, claim);
    if (abandoned.length === 0) return removed;
    for (const state of abandoned) await content.abort(state);
    await database.run(commands.removeUploads, { ids: abandoned.map(({ id }) => id), holder });
    removed += abandoned.length;
  }
}
