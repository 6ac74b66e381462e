import type { BlobReader } from '@slipway/content';
import {
  type Descriptor,
  type Digest,
  digestHex,
  manifestKind,
  tryParseDigest,
} from '@slipway/oci';
import { entryName } from '@slipway/remote';
import { ImageStoreError } from './errors.ts';
import { readManifest } from './read-blob.ts';

/** What a shortened digest looks like. */
const shortDigest = /^(?:sha256:|sha512:)?([0-9a-f]{4,128})$/;

/** An image that was found: its entry's name, and what was meant. */
export interface FoundImage {
  readonly name: string | undefined;
  readonly descriptor: Descriptor;
  /** The entry's: where `descriptor` is one platform's image, that of the index. */
  readonly root: Digest;
}

/**
 * The entry that `reference` names; or the image, the platform's image of an index, or the image of
 * the config whose digest it begins. Throws AMBIGUOUS.
 */
export async function findImage(
  content: BlobReader,
  entries: readonly Descriptor[],
  reference: string,
): Promise<FoundImage | undefined> {
  const named = entries.find((each) => entryName(each) === reference);
  if (named) return found(named, named);
  const full = tryParseDigest(reference.slice(reference.lastIndexOf('@') + 1));
  const hex = full ? digestHex(full) : shortDigest.exec(reference)?.[1];
  if (hex === undefined) return undefined;
  const fits = ({ digest }: Descriptor): boolean =>
    full ? digest === full : digestHex(digest).startsWith(hex);
  const roots = only(
    entries.filter(fits).map((each) => found(each, each)),
    reference,
  );
  return roots ?? only(await findBelow(content, entries, fits), reference);
}

/** Platforms' images and configs. */
async function findBelow(
  content: BlobReader,
  entries: readonly Descriptor[],
  fits: (descriptor: Descriptor) => boolean,
): Promise<readonly FoundImage[]> {
  const result: FoundImage[] = [];
  for (const entry of entries) {
    if (!manifestKind(entry.mediaType)) continue;
    const manifest = await readManifest(content, entry);
    if (manifest?.config && fits(manifest.config)) result.push(found(entry, entry));
    for (const child of manifest?.manifests ?? []) {
      if (manifestKind(child.mediaType) !== 'image') continue;
      const below = await readManifest(content, child);
      const isMeant = fits(child) || (below?.config && fits(below.config));
      if (below && isMeant) result.push(found(entry, child));
    }
  }
  return result;
}

function found(entry: Descriptor, descriptor: Descriptor): FoundImage {
  return { name: entryName(entry), descriptor, root: entry.digest };
}

function only(images: readonly FoundImage[], reference: string): FoundImage | undefined {
  const digests = new Set(images.map((each) => each.descriptor.digest));
  if (digests.size <= 1) return images[0];
  throw new ImageStoreError(
    'AMBIGUOUS',
    `${reference} begins several images: ${[...digests].join(', ')}; write more of it`,
  );
}
