import type { BlobReader } from '@slipway/content';
import { type Digest, type Platform, parseManifest } from '@slipway/oci';

/** Longer manifests and configurations are not opened for a payload. */
const longest = 4 * 1024 * 1024;

/**
 * The platforms that a manifest is for: an index's own words, or an image's configuration. Empty where
 * they are not said (an artifact's), or the bytes are not here.
 */
export async function readPlatforms(content: BlobReader, digest: Digest): Promise<Platform[]> {
  const bytes = await readBlob(content, digest);
  if (!bytes) return [];
  const manifest = parsed(bytes);
  if (!manifest) return [];
  if (manifest.kind === 'index') {
    return unique(manifest.manifests.flatMap(({ platform }) => platformOf(platform)));
  }
  const config = manifest.config && (await readBlob(content, manifest.config.digest));
  return config ? platformOf(json(config)) : [];
}

function parsed(bytes: Uint8Array): ReturnType<typeof parseManifest> | undefined {
  try {
    return parseManifest(bytes);
  } catch {
    // Pushed with a media type that only its header said: nothing more is known of it here.
    return undefined;
  }
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    // A configuration may be anything.
    return undefined;
  }
}

function platformOf(value: unknown): Platform[] {
  if (typeof value !== 'object' || value === null) return [];
  const { os, architecture, variant } = value as Record<string, unknown>;
  if (typeof os !== 'string' || typeof architecture !== 'string') return [];
  // What marks an attestation in an index.
  if (os === 'unknown' || os === '' || architecture === '') return [];
  return [{ os, architecture, ...(typeof variant === 'string' && variant ? { variant } : {}) }];
}

function unique(platforms: readonly Platform[]): Platform[] {
  return [...new Map(platforms.map((each) => [JSON.stringify(each), each])).values()];
}

async function readBlob(content: BlobReader, digest: Digest): Promise<Buffer | undefined> {
  const blob = await content.open(digest);
  if (!blob) return undefined;
  try {
    if (blob.size > longest) return undefined;
    const chunks: Buffer[] = [];
    // A chunk's buffer is used again.
    for await (const chunk of blob.chunks()) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  } finally {
    await blob.close();
  }
}
