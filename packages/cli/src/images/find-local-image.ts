import { createImageStore, type ImageStore, type StoredImage } from '@slipway/images';
import { formatReference, parseReference, tryParseDigest } from '@slipway/oci';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { localStoreFolder } from './local-store.ts';

/** The user's local store. */
export function openImageStore(context: Context): Promise<ImageStore> {
  return createImageStore({ folder: localStoreFolder(context) });
}

/** An image of the local store, and whether it was named or meant by (the beginning of) a digest. */
export interface LocalImage extends StoredImage {
  readonly byName: boolean;
}

/** Which image is meant. */
export interface ImageQuestion {
  readonly text: string;
  /** Where names without a host are. */
  readonly hub: string;
  /** What to do where there is none. */
  readonly advice?: string;
}

/**
 * The image that `text` means: a name of the hub's, a name of Docker Hub's, a digest, or the
 * beginning of an id, in this order. Throws InvalidReferenceError, and not found.
 */
export async function findLocalImage(
  store: ImageStore,
  { text, hub, advice = 'See "slipway images"' }: ImageQuestion,
): Promise<LocalImage> {
  const found = await tryFindLocalImage(store, { text, hub });
  if (found) return found;
  throw new CliError(`${text} is not in the local store (${store.folder})`, {
    exitCode: exitCodes.notFound,
    advice,
  });
}

/** The same, undefined where there is none. */
export async function tryFindLocalImage(
  store: ImageStore,
  { text, hub }: ImageQuestion,
): Promise<LocalImage | undefined> {
  const plain = text.replace(/^local:/, '');
  for (const name of localNames(plain, hub)) {
    const found = await store.find(name);
    if (found) return { ...found, byName: found.name === name };
  }
  return undefined;
}

function localNames(text: string, hub: string): readonly string[] {
  if (tryParseDigest(text)) return [text];
  // A whole id is no valid name; a part of one may be.
  if (/^(?:sha256:)?[0-9a-f]{64}$/.test(text) || /^sha256:[0-9a-f]{4,}$/.test(text)) return [text];
  const names = [hub, 'docker.io'].flatMap((registry) => {
    const reference = parseReference(text, { registry, tag: 'latest' });
    if (!reference.digest) return [formatReference(reference)];
    return [formatReference({ ...reference, tag: undefined }), reference.digest];
  });
  return /^[0-9a-f]{4,63}$/.test(text) ? [...names, text] : names;
}

/** A stored name as people write it: without the default hub, and without `library/` there. */
export function splitName(
  name: string | undefined,
  hub: string,
): { readonly repository: string | undefined; readonly tag: string | undefined } {
  if (name === undefined) return { repository: undefined, tag: undefined };
  const { registry, repository, tag } = parseReference(name, { registry: hub });
  const own = registry === hub;
  const short = own ? repository.replace(/^library\/(?=[^/]+$)/, '') : repository;
  return { repository: own ? short : `${registry}/${short}`, tag };
}

/** `repository:tag` as people write it. */
export function shortName(name: string, hub: string): string {
  const { repository = name, tag } = splitName(name, hub);
  if (tag !== undefined) return `${repository}:${tag}`;
  return name.includes('@') ? `${repository}${name.slice(name.indexOf('@'))}` : repository;
}
