import type { ImageDetails, ImageStore, StoredImage } from '@slipway/images';
import type { Descriptor } from '@slipway/oci';

/** An image of the local store with what its configs say. */
export interface LocalImageFacts extends StoredImage {
  readonly details: readonly ImageDetails[];
  /** The newest of its platforms; undefined where none says. */
  readonly created: Date | undefined;
  /** Bytes of its blobs that are here, each counted once. */
  readonly size: number;
}

/** All images of the store, those created last first. */
export async function readLocalImages(store: ImageStore): Promise<readonly LocalImageFacts[]> {
  const images = await store.list();
  const facts = await Promise.all(images.map((image) => readFacts(store, image)));
  return facts.sort(
    (a, b) =>
      (b.created?.getTime() ?? 0) - (a.created?.getTime() ?? 0) ||
      compare(a.name ?? '', b.name ?? ''),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function readFacts(store: ImageStore, image: StoredImage): Promise<LocalImageFacts> {
  const details = await store.allDetails(image.descriptor);
  const times = details.flatMap((each) => parseTime(each.config.created) ?? []);
  const created = times.length > 0 ? new Date(Math.max(...times.map(Number))) : undefined;
  return { ...image, details, created, size: await sizeOf(store, image, details) };
}

async function sizeOf(
  store: ImageStore,
  { descriptor }: StoredImage,
  details: readonly ImageDetails[],
): Promise<number> {
  const blobs = blobsOf(descriptor, details);
  const sizes = await Promise.all(
    blobs.map(async ({ digest }) => (await store.content.stat(digest))?.size ?? 0),
  );
  return sizes.reduce((sum, each) => sum + each, 0);
}

/** An image's blobs, each once. */
export function blobsOf(root: Descriptor, details: readonly ImageDetails[]): readonly Descriptor[] {
  const all = details.flatMap((each) => [each.manifest, each.configDescriptor, ...each.layers]);
  return [...new Map([root, ...all].map((each) => [each.digest, each])).values()];
}

/** A config's time; undefined for none, and for Go's zero time. */
export function parseTime(text: string | undefined): Date | undefined {
  if (text === undefined || text.startsWith('0001-')) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
