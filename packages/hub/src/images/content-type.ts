import type { ContentType, ImageKind } from '@slipway/api';
import { mediaTypes, type ParsedManifest } from '@slipway/oci';

/** Types of configs, artifacts and layers, and what content they mean: the first that fits. */
const patterns: readonly (readonly [RegExp, ContentType])[] = [
  [/^application\/vnd\.cncf\.helm\./, 'helm'],
  [/^application\/vnd\.docker\.plugin\./, 'plugin'],
  [/^application\/vnd\.docker\.volume\./, 'volume'],
  [/^application\/vnd\.docker\.compose\./, 'compose'],
  [/^application\/vnd\.(?:docker\.ai|cncf)\.(?:[a-z-]+\.)?model/, 'model'],
  [/cosign\.artifact\.sbom|spdx|cyclonedx|syft/, 'sbom'],
  [/cosign\.artifact\.sig|cosign\.simplesigning|cncf\.notary\.signature/, 'signature'],
  [/in-toto|dsse|slsa|cosign\.artifact\.att/, 'attestation'],
  [/dev\.sigstore\.bundle/, 'signature'],
  [/wasm/, 'wasm'],
];

const imageConfigs: readonly string[] = [mediaTypes.ociConfig, mediaTypes.dockerConfig];

/** What a manifest holds, by the media types that it states. */
export function contentTypeOf(manifest: ParsedManifest): ContentType {
  const stated = [
    manifest.artifactType,
    manifest.config?.mediaType,
    ...manifest.layers.slice(0, 20).map((layer) => layer.mediaType),
  ].filter((type): type is string => type !== undefined);
  for (const type of stated) {
    const found = patterns.find(([pattern]) => pattern.test(type));
    if (found) return found[1];
  }
  if (manifest.kind === 'index') {
    return manifest.artifactType === undefined ? 'image' : 'artifact';
  }
  return imageConfigs.includes(manifest.config?.mediaType ?? '') ? 'image' : 'artifact';
}

/** Whether it is an image, several under one name, or neither. */
export function kindOf(manifest: ParsedManifest, contentType: ContentType): ImageKind {
  if (manifest.kind === 'index') return 'index';
  return contentType === 'image' ? 'image' : 'artifact';
}
