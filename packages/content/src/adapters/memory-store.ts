import { createHash } from 'node:crypto';
import { type Digest, digestAlgorithm } from '@slipway/oci';
import { errorCode } from '../errors.ts';
import { verifyHash } from '../hashing.ts';
import type {
  BlobStat,
  ContentStore,
  DeleteOptions,
  InterruptedAppend,
  OpenBlob,
  UploadState,
  WriteOptions,
} from '../ports.ts';
import { untilAborted } from '../until-aborted.ts';
import { checkUploadId, unknownUpload } from '../upload-id.ts';
import { checkWriteLimit } from '../write-limit.ts';

/** A store in this process's memory: for tests, and for what needs no disk. */
export function createMemoryStore(): ContentStore {
  return new MemoryStore();
}

class MemoryStore implements ContentStore {
  readonly #blobs = new Map<Digest, { readonly bytes: Uint8Array; readonly storedAt: Date }>();
  readonly #uploads = new Map<string, Uint8Array>();

  async stat(digest: Digest): Promise<BlobStat | undefined> {
    const blob = this.#blobs.get(digest);
    return blob && { digest, size: blob.bytes.byteLength };
  }

  async open(digest: Digest): Promise<OpenBlob | undefined> {
    const blob = this.#blobs.get(digest);
    if (!blob) return undefined;
    const { bytes } = blob;
    return {
      digest,
      size: bytes.byteLength,
      async *chunks(range) {
        const end = range ? range.end + 1 : bytes.byteLength;
        for (let at = range?.start ?? 0; at < Math.min(end, bytes.byteLength); at += 65_536) {
          yield bytes.slice(at, Math.min(at + 65_536, end));
        }
      },
      close: async () => undefined,
    };
  }

  async put(
    digest: Digest,
    source: AsyncIterable<Uint8Array>,
    options: WriteOptions = {},
  ): Promise<BlobStat> {
    const received = await collect(new Uint8Array(), source, options);
    if (received.failed) throw received.cause;
    return this.#store(digest, received.bytes);
  }

  #store(digest: Digest, bytes: Uint8Array): BlobStat {
    const algorithm = digestAlgorithm(digest);
    verifyHash(createHash(algorithm).update(bytes), algorithm, digest);
    this.#blobs.set(digest, { bytes, storedAt: new Date() });
    return { digest, size: bytes.byteLength };
  }

  begin(id: string): UploadState {
    return { id, offset: 0, notes: '' };
  }

  async append(
    state: UploadState,
    source: AsyncIterable<Uint8Array>,
    options: WriteOptions = {},
  ): Promise<{ readonly interrupted: false; readonly state: UploadState } | InterruptedAppend> {
    const received = await collect(this.#received(state), source, options);
    if (received.failed && errorCode(received.cause) === 'SIZE_INVALID') throw received.cause;
    this.#uploads.set(state.id, received.bytes);
    const next = { ...state, offset: received.bytes.byteLength };
    if (!received.failed) return { interrupted: false, state: next };
    return { interrupted: true, state: next, cause: received.cause };
  }

  #received(state: UploadState): Uint8Array {
    checkUploadId(state.id);
    const bytes = this.#uploads.get(state.id) ?? new Uint8Array();
    if (bytes.byteLength < state.offset) {
      throw unknownUpload(state.id, 'it has ended');
    }
    return bytes.subarray(0, state.offset);
  }

  async commit(state: UploadState, digest: Digest): Promise<BlobStat> {
    const bytes = this.#received(state);
    this.#uploads.delete(state.id);
    return this.#store(digest, bytes);
  }

  async abort(state: UploadState): Promise<void> {
    this.#uploads.delete(state.id);
  }

  async delete(digest: Digest, { storedBefore }: DeleteOptions = {}): Promise<boolean> {
    const blob = this.#blobs.get(digest);
    if (blob && storedBefore && blob.storedAt >= storedBefore) return false;
    return this.#blobs.delete(digest);
  }

  async *list(): AsyncIterable<BlobStat & { readonly storedAt: Date }> {
    for (const [digest, { bytes, storedAt }] of this.#blobs) {
      yield { digest, size: bytes.byteLength, storedAt };
    }
  }

  async check(): Promise<void> {}
}

type Collected =
  | { readonly failed: false; readonly bytes: Uint8Array }
  | { readonly failed: true; readonly bytes: Uint8Array; readonly cause: unknown };

async function collect(
  before: Uint8Array,
  source: AsyncIterable<Uint8Array>,
  options: WriteOptions,
): Promise<Collected> {
  const parts = [before];
  let size = before.byteLength;
  try {
    for await (const chunk of untilAborted(source, options.signal)) {
      checkWriteLimit(size + chunk.byteLength, options.maximumSize);
      parts.push(Uint8Array.from(chunk));
      size += chunk.byteLength;
    }
    return { failed: false, bytes: new Uint8Array(Buffer.concat(parts)) };
  } catch (cause) {
    return { failed: true, bytes: new Uint8Array(Buffer.concat(parts)), cause };
  }
}
