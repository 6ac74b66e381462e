import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '@slipway/content';
import type { Digest } from '@slipway/oci';
import type { Services } from '../services.ts';

/** How long a push waits for a removal of the same bytes to end, in milliseconds. */
const patienceMs = 15_000;
const lookEveryMs = 50;

/**
 * Runs `link`, the command that gives a repository bytes which have just been stored, so that no sweep
 * can take them in between: a removal that ended before the bytes were seen cannot take them, and one
 * that began later makes `link` answer `removed`; then it is all looked at again. Throws a StoreError
 * where a sweep was quicker, and the bytes are to be sent again.
 */
export async function storeSafely<Result>(
  { queries, content }: Services,
  digest: Digest,
  link: (removal: string | null) => Promise<Result | 'removed'>,
): Promise<Result> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const removal = await queries.removal.first({ digest });
    if (removal === undefined || removal.finished_at !== null) {
      if (!(await content.stat(digest))) throw removed(digest);
      const linked = await link(removal?.token ?? null);
      if (linked !== 'removed') return linked;
    }
    if (performance.now() > giveUpAt) throw removed(digest);
    await sleep(lookEveryMs);
  }
}

function removed(digest: Digest): StoreError {
  return new StoreError(
    'STORE_UNAVAILABLE',
    `blob ${digest} was removed as garbage while it was pushed again: send it again`,
  );
}
