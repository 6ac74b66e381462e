import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { UploadState } from '@slipway/content';
import { OciError } from '@slipway/oci';
import type { ExistingRepositoryExchange } from '../exchange.ts';
import type { Services } from '../services.ts';
import { uploadUnknown } from './find-upload.ts';
import { claimMs } from './upload-commands.ts';

/** How often a claim is prolonged, in milliseconds. */
const renewEveryMs = claimMs / 3;

/** A claim this old without news of its renewal is not written under any more, in milliseconds. */
const safeMs = claimMs - 3000;

/** An upload that this request alone may touch, until it is saved, removed or let go. */
export class HeldUpload {
  readonly state: UploadState;
  readonly #services: Services;
  readonly #holder: string;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #renewedAt = performance.now();
  #released = false;

  constructor(services: Services, state: UploadState, holder: string) {
    this.#services = services;
    this.state = state;
    this.#holder = holder;
    this.#timer = setInterval(() => void this.#renew(), renewEveryMs);
  }

  /** Aborted when the claim was lost: another request may be writing now. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  /** Passes chunks on while the claim surely holds. */
  async *guard(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of source) {
      if (this.#lost.signal.aborted || performance.now() - this.#renewedAt > safeMs) {
        throw uploadBusy();
      }
      yield chunk;
    }
  }

  /** Keeps `state` and ends the claim. Throws BLOB_UPLOAD_UNKNOWN where the claim was lost. */
  async save(state: UploadState): Promise<void> {
    this.release();
    const { database, commands } = this.#services;
    const saved = await database.run(commands.saveUpload, { ...this.#key(), state });
    if (!saved) throw uploadUnknown();
  }

  /** Forgets the upload's row and ends the claim. */
  async remove(): Promise<void> {
    this.release();
    const { database, commands } = this.#services;
    await database.run(commands.removeUploads, { ids: [this.state.id], holder: this.#holder });
  }

  /** Stops renewing: for an upload whose row another command has removed. Idempotent. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    clearInterval(this.#timer);
    this.#services.localUploads.delete(this.state.id);
  }

  #key() {
    return { id: this.state.id, holder: this.#holder, now: this.#services.clock() };
  }

  async #renew(): Promise<void> {
    const { database, commands } = this.#services;
    const asked = performance.now();
    try {
      if (await database.run(commands.renewUpload, this.#key())) this.#renewedAt = asked;
      else this.#lost.abort(uploadBusy());
    } catch {
      // The next tick tries again; `guard` stops the writing before the claim can have run out.
    }
  }
}

/**
 * Claims the upload that the path names. Another worker's claim is waited for, since its request may
 * be the dropped one that this resumes; one in this process is live, so the answer is 409 at once.
 * Throws BLOB_UPLOAD_UNKNOWN, BLOB_UPLOAD_INVALID.
 */
export async function holdUpload(
  { services, repository, request }: ExistingRepositoryExchange,
  id: string,
): Promise<HeldUpload> {
  const { localUploads, database, commands } = services;
  if (localUploads.has(id)) throw uploadBusy();
  localUploads.add(id);
  try {
    const holder = randomUUID();
    const giveUpAt = performance.now() + services.limits.uploadClaimWaitMs;
    for (;;) {
      const claim = { repositoryId: repository.id, id, holder, now: services.clock() };
      const outcome = await database.run(commands.claimUpload, claim);
      if (outcome.kind === 'claimed') return new HeldUpload(services, outcome.state, holder);
      if (outcome.kind === 'unknown') throw uploadUnknown();
      if (performance.now() > giveUpAt || request.destroyed) throw uploadBusy();
      await sleep(250);
    }
  } catch (error) {
    localUploads.delete(id);
    throw error;
  }
}

/** Two requests on one upload: the second one loses. */
export function uploadBusy(): OciError {
  return new OciError(
    'BLOB_UPLOAD_INVALID',
    'another request is working on this upload: wait for it, then ask for the offset with GET',
    { status: 409 },
  );
}
