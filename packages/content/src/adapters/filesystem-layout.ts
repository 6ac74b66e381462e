import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, type DigestAlgorithm, digestAlgorithm, digestHex } from '@slipway/oci';

/** Where things lie under a store's root: an OCI image layout's `blobs`, and what is not yet a blob. */
export class FilesystemLayout {
  readonly uploads: string;
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
    this.uploads = join(root, 'uploads');
  }

  /** Makes the folders; readable by the owner alone. */
  async create(): Promise<void> {
    const folders = [this.uploads, this.blobs('sha256'), this.blobs('sha512')];
    await Promise.all(folders.map((each) => mkdir(each, { recursive: true, mode: 0o700 })));
  }

  blobs(algorithm: DigestAlgorithm): string {
    return join(this.#root, 'blobs', algorithm);
  }

  blob(digest: Digest): string {
    return join(this.blobs(digestAlgorithm(digest)), digestHex(digest));
  }

  /** A name that nothing else has, in the same file system as the blobs, so that a rename is atomic. */
  temporary(): string {
    return join(this.uploads, `put-${randomBytes(12).toString('hex')}`);
  }

  upload(id: string): string {
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(id))
      throw new RangeError(`invalid upload id ${JSON.stringify(id)}`);
    return join(this.uploads, `upload-${id}`);
  }
}
