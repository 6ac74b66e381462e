import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { type Digest, type DigestAlgorithm, digestAlgorithm, digestHex } from '@slipway/oci';
import type { UploadState } from '../ports.ts';
import { checkUploadId, unknownUpload } from '../upload-id.ts';
import type { FileSystem } from './file-system.ts';
import { syncFolder } from './folder-sync.ts';

/** The folders under `blobs`. */
export const blobAlgorithms = ['sha256', 'sha512'] as const satisfies readonly DigestAlgorithm[];

const uploadNotes = /^[0-9a-f]{24}\.[0-9a-f]{24}$/;

/** Where things lie under a store's root: an OCI image layout's `blobs`, and what is not yet a blob. */
export class FilesystemLayout {
  readonly root: string;
  readonly uploads: string;

  constructor(root: string) {
    this.root = root;
    this.uploads = join(root, 'uploads');
  }

  /** Makes the folders, readable by the owner alone, durably. */
  async create(fileSystem: FileSystem): Promise<void> {
    const folders = [this.uploads, ...blobAlgorithms.map((each) => this.blobs(each))];
    const made = new Set<string>();
    for (const folder of folders) {
      const first = await fileSystem.mkdir(folder, { recursive: true, mode: 0o700 });
      // From the first that was absent down, each is a new name in the one above.
      for (let at = folder; first !== undefined; at = dirname(at)) {
        made.add(dirname(at));
        if (at === first) break;
      }
    }
    for (const parent of made) await syncFolder(fileSystem, parent);
  }

  blobs(algorithm: DigestAlgorithm): string {
    return join(this.root, 'blobs', algorithm);
  }

  blob(digest: Digest): string {
    return join(this.blobs(digestAlgorithm(digest)), digestHex(digest));
  }

  /** A name that nothing else has, in the blobs' file system, so that a rename is atomic. */
  temporary(): string {
    return join(this.uploads, `.put-${makeToken()}`);
  }

  /**
   * The file of an upload: its notes are `<file>.<claim>`, the file's own token and that of whoever
   * claimed it last. Throws BLOB_UPLOAD_UNKNOWN.
   */
  upload({ id, notes }: Pick<UploadState, 'id' | 'notes'>): string {
    if (!uploadNotes.test(notes)) throw unknownUpload(id, 'its notes are not this store’s');
    return join(this.uploads, this.uploadPrefix(id) + notes);
  }

  /** How the names of an upload's files begin. Throws BLOB_UPLOAD_UNKNOWN for what is no id. */
  uploadPrefix(id: string): string {
    checkUploadId(id);
    return `${id}.`;
  }
}

/** Notes for a file that is made now. */
export function newFileNotes(): string {
  return `${makeToken()}.${makeToken()}`;
}

/** Notes for the same file, claimed anew. */
export function newClaimNotes(notes: string): string {
  return `${fileToken(notes)}.${makeToken()}`;
}

/** The part of notes, or of a file's name without its upload's id, that stays through claims. */
export function fileToken(notes: string): string {
  return notes.slice(0, notes.indexOf('.'));
}

/** A name's part that nobody else has. */
function makeToken(): string {
  return randomBytes(12).toString('hex');
}
