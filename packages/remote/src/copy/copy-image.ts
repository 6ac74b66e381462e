import {
  type Descriptor,
  isForeignLayer,
  manifestKind,
  type ParsedManifest,
  parseManifest,
} from '@slipway/oci';
import { RemoteError } from '../errors.ts';
import { digestOf } from '../verify.ts';
import { CopyRun } from './copy-run.ts';
import type { CopyOptions, CopyResult } from './options.ts';
import { selectPlatforms } from './select-platforms.ts';

/**
 * Copies an image, an index or an artifact: children before parents, blobs in parallel, each once,
 * those present skipped, those in the same registry mounted. The target's name changes last, so an
 * interrupted copy leaves it as it was. Foreign layers stay where they are. Closes neither source
 * nor target.
 */
export async function copyImage(options: CopyOptions): Promise<CopyResult> {
  const abort = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, abort.signal]) : abort.signal;
  const run = new CopyRun(options, signal);
  try {
    const root = await chooseRoot(options, signal);
    run.waiting(root.descriptor);
    await copyChildren(run, root.manifest);
    await run.putRoot(root.descriptor, root.bytes);
    if (options.referrers) await copyReferrers(run, root.descriptor);
    return run.result(root.descriptor);
  } catch (error) {
    // The other transfers end before the caller learns of the failure.
    abort.abort(error);
    await run.settled();
    throw error;
  }
}

interface Root {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
  readonly manifest: ParsedManifest;
}

async function chooseRoot(options: CopyOptions, signal: AbortSignal): Promise<Root> {
  const { source, platforms } = options;
  const whole = await fetchRoot(options, await source.resolve({ signal }), signal);
  if (!platforms?.length || whole.manifest.kind !== 'index') return whole;
  const selected = selectPlatforms(whole.manifest, platforms, source.name);
  const [only] = selected;
  if (platforms.length === 1 && only) return fetchRoot(options, only, signal);
  return narrowed(whole, selected);
}

async function fetchRoot(
  { source }: CopyOptions,
  descriptor: Descriptor,
  signal: AbortSignal,
): Promise<Root> {
  const bytes = await source.fetchManifest(descriptor, { signal });
  return { descriptor, bytes, manifest: parseManifest(bytes, descriptor.mediaType) };
}

/** The index with only `entries`; every other member is kept. */
function narrowed(whole: Root, entries: readonly Descriptor[]): Root {
  if (entries.length === whole.manifest.manifests.length) return whole;
  const kept = new Set<string>(entries.map((each) => each.digest));
  const document = JSON.parse(new TextDecoder().decode(whole.bytes)) as {
    manifests: { digest: string }[];
  };
  document.manifests = document.manifests.filter((each) => kept.has(each.digest));
  const bytes = Buffer.from(JSON.stringify(document));
  const { mediaType } = whole.descriptor;
  return {
    bytes,
    descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length },
    manifest: parseManifest(bytes, mediaType),
  };
}

/** Deeper nesting of indexes than this is refused: no real image comes near it. */
const maximumDepth = 8;

async function copyManifest(run: CopyRun, descriptor: Descriptor, depth: number): Promise<void> {
  if (depth > maximumDepth) {
    throw new RemoteError('INVALID_RESPONSE', `indexes nest deeper than ${maximumDepth} levels`);
  }
  await run.manifestOnce(descriptor, async (bytes) => {
    await copyChildren(run, parseManifest(bytes, descriptor.mediaType), depth);
  });
}

async function copyChildren(run: CopyRun, manifest: ParsedManifest, depth = 0): Promise<void> {
  const blobs = manifest.config ? [manifest.config, ...manifest.layers] : manifest.layers;
  const children: Promise<void>[] = blobs
    .filter((each) => !isForeignLayer(each.mediaType))
    .map((each) => run.blobOnce(each));
  for (const child of manifest.manifests) {
    // An index may list what is no manifest; a registry keeps that as a blob.
    const copied = manifestKind(child.mediaType)
      ? copyManifest(run, child, depth + 1)
      : run.blobOnce(child);
    children.push(copied);
  }
  await run.all(children);
}

/** What refers to the root and to all manifests copied with it, and what refers to that. */
async function copyReferrers(run: CopyRun, root: Descriptor): Promise<void> {
  const { source } = run.options;
  if (!source.referrers) return;
  const seen = new Set<string>();
  const queue: Descriptor[] = [root, ...run.manifests];
  for (let next = queue.shift(); next; next = queue.shift()) {
    if (seen.has(next.digest)) continue;
    seen.add(next.digest);
    for (const referrer of await source.referrers(next, { signal: run.signal })) {
      await copyManifest(run, referrer, 0);
      queue.push(referrer);
    }
  }
}
