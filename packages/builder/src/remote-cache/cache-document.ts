import { type Descriptor, type Digest, tryParseDigest } from '@slipway/oci';

/**
 * A cache outside this machine is an OCI artifact: a manifest whose config is a {@link CacheDocument}
 * and whose layers are the steps' layers, as in any image, so that registries keep and mount them. An
 * image may carry the document in its own config instead (`--cache-to type=inline`), of the steps
 * whose layers it has. Keys are those of this builder: BuildKit's say other things of its steps.
 */
export const cacheMediaType = 'application/vnd.slipway.cache.v1+json';

/** The member of an image config that holds an inline cache. */
export const inlineCacheMember = 'dev.slipway.cache.v1';

/** One step: what it is found by, and what it gave. */
export interface CacheStep {
  readonly key: string;
  /** The diffID of its layer; null where it changed nothing. */
  readonly layer: Digest | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** A step cache as others can use it. */
export interface CacheDocument {
  readonly steps: readonly CacheStep[];
  /** Digests of what copies brought, by what they asked for. */
  readonly copies: Readonly<Record<string, string>>;
  /** The blob of each layer, by diffID; an inline cache has them in its image's manifest. */
  readonly layers: Readonly<Record<Digest, Descriptor>>;
}

const hex = /^[0-9a-f]{64}$/;

/** Reads what somebody else wrote: whatever is not as it should be is left out. */
export function readCacheDocument(value: unknown): CacheDocument {
  const { steps, copies, layers } = members(value);
  return {
    steps: (Array.isArray(steps) ? steps : []).flatMap(readStep),
    copies: Object.fromEntries(
      Object.entries(members(copies)).flatMap(([request, digest]) =>
        hex.test(request) && typeof digest === 'string' ? [[request, digest]] : [],
      ),
    ),
    layers: Object.fromEntries(
      Object.entries(members(layers)).flatMap(([diffId, blob]) => {
        const descriptor = readDescriptor(blob);
        return tryParseDigest(diffId) && descriptor ? [[diffId, descriptor]] : [];
      }),
    ),
  };
}

function readStep(value: unknown): CacheStep[] {
  const { key, layer, createdAt } = members(value);
  const diffId = typeof layer === 'string' ? tryParseDigest(layer) : null;
  if (typeof key !== 'string' || !hex.test(key) || diffId === undefined) return [];
  // A time beyond what a Date holds would fail where the history says it.
  if (typeof createdAt !== 'number' || Number.isNaN(new Date(createdAt).getTime())) return [];
  return [{ key, layer: diffId, createdAt }];
}

function readDescriptor(value: unknown): Descriptor | undefined {
  const { mediaType, digest, size } = members(value);
  const parsed = typeof digest === 'string' ? tryParseDigest(digest) : undefined;
  if (!parsed || typeof mediaType !== 'string') return undefined;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return undefined;
  return { mediaType, digest: parsed, size };
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
