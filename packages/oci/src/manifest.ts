import type { Descriptor } from './descriptor.ts';
import { OciError } from './errors.ts';
import { nestsDeeperThan } from './json-depth.ts';
import { type JsonObject, ManifestReader } from './manifest-reader.ts';
import { type ManifestKind, manifestKind, mediaTypeOf, mediaTypes } from './media-types.ts';

/** A manifest of either kind, read; its bytes stay with whoever read it. */
export interface ParsedManifest {
  readonly kind: ManifestKind;
  readonly mediaType: string;
  /** Of an image manifest. */
  readonly config: Descriptor | undefined;
  /** Of an image manifest, base layer first; empty for an index. */
  readonly layers: readonly Descriptor[];
  /** Of an index; empty for an image manifest. */
  readonly manifests: readonly Descriptor[];
  readonly subject: Descriptor | undefined;
  /** As stated, or the config's media type for an image manifest without one (distribution spec, "Listing Referrers"). */
  readonly artifactType: string | undefined;
  readonly annotations: Readonly<Record<string, string>> | undefined;
}

/** Deeper JSON than this is refused; real manifests nest five deep. */
const maximumDepth = 64;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a manifest. `contentType` is the header it came with; where it is absent the body's own
 * `mediaType` decides. Unknown members are allowed (they stay in the bytes). Throws MANIFEST_INVALID
 * naming the member that is wrong, by its path.
 */
export function parseManifest(bytes: Uint8Array, contentType?: string): ParsedManifest {
  const document = decode(bytes);
  const mediaType = decideMediaType(document, contentType);
  const kind = manifestKind(mediaType);
  if (!kind) throw unsupported(mediaType);
  const reader = new ManifestReader(document);
  reader.schemaVersion();
  const annotations = reader.annotations(document, 'annotations');
  const subject = reader.optionalDescriptor(document, 'subject');
  const stated = reader.optionalString(document, 'artifactType');
  if (kind === 'index') {
    reader.mustNotHave(['layers', 'config'], 'an index');
    const manifests = reader.descriptors('manifests');
    return {
      kind,
      mediaType,
      config: undefined,
      layers: [],
      manifests,
      subject,
      artifactType: stated,
      annotations,
    };
  }
  reader.mustNotHave(['manifests'], 'an image manifest');
  const config = reader.descriptor(document, 'config');
  const layers = reader.descriptors('layers');
  const artifactType = stated || config.mediaType;
  return { kind, mediaType, config, layers, manifests: [], subject, artifactType, annotations };
}

function decode(bytes: Uint8Array): JsonObject {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch (cause) {
    throw new OciError('MANIFEST_INVALID', 'the manifest is not UTF-8', { cause });
  }
  if (nestsDeeperThan(text, maximumDepth)) {
    throw new OciError('MANIFEST_INVALID', `the manifest nests deeper than ${maximumDepth} levels`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new OciError(
      'MANIFEST_INVALID',
      `the manifest is not JSON: ${(cause as Error).message}`,
      { cause },
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new OciError('MANIFEST_INVALID', 'the manifest is not a JSON object');
  }
  return value as JsonObject;
}

/** Image spec, "mediaType" of manifest and index: where both are stated they must be the same. */
function decideMediaType(document: JsonObject, contentType: string | undefined): string {
  const stated = document.mediaType;
  if (stated !== undefined && typeof stated !== 'string') {
    throw new OciError('MANIFEST_INVALID', 'mediaType is not a string');
  }
  const sent = contentType === undefined ? undefined : mediaTypeOf(contentType);
  if (!sent) {
    if (stated) return stated;
    throw new OciError(
      'MANIFEST_INVALID',
      'neither a Content-Type nor a mediaType says what the manifest is',
    );
  }
  if (stated && stated !== sent) {
    throw new OciError(
      'MANIFEST_INVALID',
      `Content-Type says ${sent}, the manifest's mediaType ${stated}`,
    );
  }
  return sent;
}

function unsupported(mediaType: string): OciError {
  const shown = mediaType.slice(0, 200);
  if (
    mediaType === mediaTypes.dockerManifestSchema1 ||
    mediaType === mediaTypes.dockerManifestSchema1Signed
  ) {
    return new OciError(
      'MANIFEST_INVALID',
      'Docker schema 1 manifests are not taken: push with Docker 1.10 or newer',
    );
  }
  return new OciError(
    'MANIFEST_INVALID',
    `unsupported manifest media type ${JSON.stringify(shown)}: use an OCI image manifest or index, or a Docker schema 2 manifest or list`,
    { detail: { mediaType: shown } },
  );
}
