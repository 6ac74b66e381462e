import type {
  ContentType,
  ImageConfiguration,
  ImageHistoryEntry,
  ImageKind,
  ImageLayer,
  ImagePlatform,
} from '@slipway/api';
import type { Descriptor, Digest, ParsedManifest } from '@slipway/oci';
import { contentTypeOf, kindOf } from './content-type.ts';
import { readConfiguration, readHistory, readText } from './read-config.ts';

/** A manifest that an index names. */
export interface MemberDetails {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly manifestSize: number;
  /** null: it runs nowhere. */
  readonly platform: ImagePlatform | null;
  readonly contentType: ContentType;
  readonly subject: string | null;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What a manifest and its config say, whoever has it. */
export interface ImageDetails {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly kind: ImageKind;
  readonly contentType: ContentType;
  readonly artifactType: string | null;
  readonly platform: ImagePlatform | null;
  /** Compressed bytes of config and layers; 0 for an index. */
  readonly size: number;
  readonly created: string | null;
  readonly author: string | null;
  readonly annotations: Readonly<Record<string, string>>;
  readonly layers: readonly ImageLayer[];
  readonly history: readonly ImageHistoryEntry[];
  readonly config: ImageConfiguration | null;
  readonly members: readonly MemberDetails[] | null;
  readonly subject: string | null;
}

/** `config`: the config's document, where it is an image's and could be read. */
export function imageDetails(
  manifest: ParsedManifest,
  digest: Digest,
  config: Readonly<Record<string, unknown>> | undefined,
): ImageDetails {
  const contentType = contentTypeOf(manifest);
  const kind = kindOf(manifest, contentType);
  const history = config ? readHistory(config, manifest.layers.length) : [];
  const sizes = [manifest.config, ...manifest.layers].map((each) => each?.size ?? 0);
  return {
    digest,
    mediaType: manifest.mediaType,
    kind,
    contentType,
    // An image without one has its config's media type for it, which says nothing more.
    artifactType: (contentType === 'image' ? null : manifest.artifactType) ?? null,
    platform: kind === 'image' && config ? platformOf(config) : null,
    size: sizes.reduce((sum, size) => sum + size, 0),
    created:
      readText(config?.created) ||
      manifest.annotations?.['org.opencontainers.image.created'] ||
      null,
    author: readText(config?.author) || null,
    annotations: manifest.annotations ?? {},
    layers: manifest.layers.map((layer, index) => layerOf(layer, index, history)),
    history,
    config:
      kind === 'image' && config && manifest.config
        ? readConfiguration(config, manifest.config.digest)
        : null,
    members: kind === 'index' ? manifest.manifests.map(memberOf) : null,
    subject: manifest.subject?.digest ?? null,
  };
}

function platformOf(config: Readonly<Record<string, unknown>>): ImagePlatform | null {
  const [os, architecture] = [readText(config.os), readText(config.architecture)];
  if (os === '' || architecture === '') return null;
  return {
    os,
    architecture,
    variant: readText(config.variant) || null,
    os_version: readText(config['os.version']) || null,
  };
}

function layerOf(
  layer: Descriptor,
  index: number,
  history: readonly ImageHistoryEntry[],
): ImageLayer {
  const made = history.find((entry) => entry.layer === index);
  return {
    digest: layer.digest,
    size: layer.size,
    media_type: layer.mediaType,
    instruction: made ? instructionOf(made.created_by) : '',
    created: made?.created ?? null,
    title: layer.annotations?.['org.opencontainers.image.title'] ?? null,
  };
}

/** What the Dockerfile said, without what builders write around it. */
export function instructionOf(createdBy: string): string {
  const text = createdBy.replace(/ # buildkit$/, '').trim();
  const noOperation = /^\/bin\/sh -c #\(nop\)\s+/.exec(text)?.[0];
  if (noOperation) return text.slice(noOperation.length);
  const shell = /^(?:\|\d+ (?:\S+=.*? )?)?\/bin\/sh -c /.exec(text)?.[0];
  return shell ? `RUN ${text.slice(shell.length)}` : text;
}

/** BuildKit's attestations are manifests of an index for `unknown/unknown`, about another of its members. */
function memberOf(descriptor: Descriptor): MemberDetails {
  const { digest, mediaType, size, platform, annotations = {} } = descriptor;
  const isAttestation = annotations['vnd.docker.reference.type'] === 'attestation-manifest';
  const runs = platform && platform.os !== 'unknown' && platform.architecture !== 'unknown';
  return {
    digest,
    mediaType,
    manifestSize: size,
    platform:
      runs && !isAttestation
        ? {
            os: platform.os,
            architecture: platform.architecture,
            variant: platform.variant ?? null,
            os_version: platform.osVersion ?? null,
          }
        : null,
    contentType: isAttestation ? 'attestation' : 'image',
    subject: (isAttestation && annotations['vnd.docker.reference.digest']) || null,
    annotations,
  };
}
