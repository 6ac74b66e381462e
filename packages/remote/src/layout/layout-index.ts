import {
  type Descriptor,
  descriptorDocument,
  mediaTypes,
  parseManifest,
  tryParseDigest,
} from '@slipway/oci';
import { RemoteError } from '../errors.ts';

/** Image spec, "Pre-Defined Annotation Keys": an entry's name in a layout. */
export const refNameAnnotation = 'org.opencontainers.image.ref.name';
/** What containerd and Docker write beside it: the whole reference. */
export const fullNameAnnotation = 'io.containerd.image.name';

/** The marker file of a layout (image spec, "oci-layout file"). */
export const layoutMarker = JSON.stringify({ imageLayoutVersion: '1.0.0' });

/** Reads a layout's `index.json`. Throws LAYOUT. */
export function parseLayoutIndex(bytes: Uint8Array, name: string): readonly Descriptor[] {
  try {
    return parseManifest(bytes, mediaTypes.ociIndex).manifests;
  } catch (cause) {
    throw new RemoteError(
      'LAYOUT',
      `${name}: index.json is unreadable: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** The entry that `reference` (a ref name, a tag, a digest) means; the only one where absent. */
export function findEntry(
  entries: readonly Descriptor[],
  reference: string | undefined,
  name: string,
): Descriptor {
  const found = matching(entries, reference);
  const [first] = found;
  if (first && found.every((each) => each.digest === first.digest)) return withoutName(first);
  const names = entries.map((each) => entryName(each) ?? each.digest).join(', ') || 'nothing';
  if (first) {
    throw new RemoteError('NOT_FOUND', `${name} holds several images; choose one of ${names}`);
  }
  throw new RemoteError(
    'NOT_FOUND',
    reference ? `${name} has no ${reference}; it holds ${names}` : `${name} holds no image`,
  );
}

function matching(
  entries: readonly Descriptor[],
  reference: string | undefined,
): readonly Descriptor[] {
  if (reference === undefined) return entries;
  const digest = tryParseDigest(reference);
  if (digest) return entries.filter((each) => each.digest === digest);
  const exact = entries.filter(
    (each) => entryName(each) === reference || each.annotations?.[fullNameAnnotation] === reference,
  );
  if (exact.length > 0) return exact;
  return entries.filter((each) => entryName(each)?.endsWith(`:${reference}`));
}

/** An entry's name, as {@link refNameAnnotation} has it. */
export function entryName(entry: Descriptor): string | undefined {
  return entry.annotations?.[refNameAnnotation];
}

/** An entry without its names. */
export function withoutName(entry: Descriptor): Descriptor {
  const { annotations, ...rest } = entry;
  const others = Object.entries(annotations ?? {}).filter(
    ([key]) => key !== refNameAnnotation && key !== fullNameAnnotation,
  );
  return others.length > 0 ? { ...rest, annotations: Object.fromEntries(others) } : rest;
}

/** The entries after `root` was stored as `reference`: the name moves, other entries stay. */
export function withEntry(
  entries: readonly Descriptor[],
  root: Descriptor,
  reference: string | undefined,
): readonly Descriptor[] {
  const others = entries.filter((each) =>
    reference === undefined
      ? each.digest !== root.digest || entryName(each) !== undefined
      : entryName(each) !== reference &&
        (each.digest !== root.digest || entryName(each) !== undefined),
  );
  const bare = withoutName(root);
  const annotations = {
    ...bare.annotations,
    ...(reference ? { [refNameAnnotation]: reference } : {}),
  };
  const entry = Object.keys(annotations).length > 0 ? { ...bare, annotations } : bare;
  return [...others, entry];
}

/** The bytes of an `index.json` with `entries`. */
export function formatLayoutIndex(entries: readonly Descriptor[]): Uint8Array {
  const manifests = entries.map(descriptorDocument);
  return Buffer.from(
    `${JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests })}\n`,
  );
}
