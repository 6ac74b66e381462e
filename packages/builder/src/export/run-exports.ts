import { type Descriptor, descriptorDocument, formatPlatform } from '@slipway/oci';
import { BuildError } from '../errors.ts';
import { NotCachedError } from '../execute/not-cached.ts';
import type { BuildSummary } from '../ports/result.ts';
import type { OutputRequest } from '../request/build-request.ts';
import { annotationsOf } from './annotations.ts';
import { writeArchive } from './archive-output.ts';
import type { AssembledRoot } from './assemble-image.ts';
import type { ExportContext, ExportRequest } from './export-context.ts';
import { beginPart } from './export-progress.ts';
import { type ExportSettings, readExportSettings } from './export-settings.ts';
import { writeFolders } from './folder-output.ts';
import { formatTime } from './image-config.ts';
import { makeRoot } from './make-root.ts';
import type { PackedLayer } from './pack-layers.ts';
import { byRepository, ImagePush } from './push-image.ts';
import { completeLayers, storeDocuments } from './store-image.ts';
import { writeTarOutput } from './tar-output.ts';

/** What the outputs of a build gave. */
export interface ExportResult {
  /** Of the first output that makes an image. */
  readonly image: Descriptor | undefined;
  /** For one platform. */
  readonly configDigest: string | undefined;
  /** For --metadata-file, by BuildKit's keys. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly images: BuildSummary['images'];
}

/** Checks all outputs, before anything is built. Throws INVALID_REQUEST. */
export function checkOutputs(request: ExportRequest['request']): void {
  for (const output of request.outputs) {
    const settings = readExportSettings(output, request.tags);
    if (output.type === 'docker' && request.platforms.length > 1) {
      throw new BuildError('INVALID_REQUEST', 'a docker archive holds one platform', {
        advice: 'Use type=oci, or build for one platform',
      });
    }
    const pushes = settings.push && settings.names.length === 0;
    if ((output.type === 'image' || output.type === 'registry') && pushes) {
      throw new BuildError('INVALID_REQUEST', 'an image that is pushed needs a name', {
        advice: 'Give it one with -t',
      });
    }
  }
}

/**
 * Gives a build's images to all its outputs, one after the other. The caller holds the image store.
 * Throws a BuildError (EXPORT_FAILED, INVALID_REQUEST), a NotCachedError where `onlyKnown` says so.
 */
export async function runExports(request: ExportRequest): Promise<ExportResult> {
  checkOutputs(request.request);
  const { environment, ensureContent, onlyKnown, sourceDateEpoch, configMembers } = request;
  const context: ExportContext = {
    environment,
    layers: environment.layers,
    signal: environment.signal,
    ensureContent,
    onlyKnown,
    sourceDateEpoch,
    ...(configMembers ? { configMembers } : {}),
  };
  const made: { root: AssembledRoot; settings: ExportSettings }[] = [];
  for (const output of request.request.outputs) {
    environment.signal.throwIfAborted();
    const settings = withBuildAnnotations(
      readExportSettings(output, request.request.tags),
      request,
    );
    const root = await runOutput({ request, context, output, settings });
    if (root) made.push({ root, settings });
  }
  return resultOf(made, sourceDateEpoch);
}

interface OutputRun {
  readonly request: ExportRequest;
  readonly context: ExportContext;
  readonly output: OutputRequest;
  readonly settings: ExportSettings;
}

async function runOutput(run: OutputRun): Promise<AssembledRoot | undefined> {
  switch (run.output.type) {
    case 'cacheonly':
      return undefined;
    case 'local':
    case 'tar':
      await exportFiles(run);
      return undefined;
    case 'oci':
    case 'docker':
      return exportArchive(run);
    case 'image':
    case 'registry':
      return exportImage(run);
  }
}

/** `--annotation` holds for every output that has annotations. */
function withBuildAnnotations(
  settings: ExportSettings,
  { request }: ExportRequest,
): ExportSettings {
  if (request.annotations.length === 0) return settings;
  const annotations = [...request.annotations, ...settings.image.annotations];
  return { ...settings, image: { ...settings.image, annotations, ociMediaTypes: true } };
}

async function exportFiles({ request, context, output, settings }: OutputRun): Promise<void> {
  if (context.onlyKnown) throw new NotCachedError();
  const { images } = request;
  const split = settings.platformSplit ?? images.length > 1;
  const input = { images, split, context };
  if (output.type === 'local') {
    const { destination = '.' } = output;
    return writeFolders({ ...input, destination, deleteOthers: settings.deleteOthers });
  }
  const { destination = '-' } = output;
  return writeTarOutput({ ...input, destination, write: writerOf(request) });
}

async function exportArchive(run: OutputRun): Promise<AssembledRoot> {
  const { request, context, output, settings } = run;
  const root = await packed(run);
  await completeLayers(root, context);
  await writeArchive(
    withDescriptorAnnotations(root, settings),
    {
      destination: output.destination ?? '-',
      asFolder: output.type === 'oci' && !settings.tar,
      names: settings.names,
      write: writerOf(request),
    },
    context,
  );
  return root;
}

/** An archive's own index describes the root, and says there what was said for its descriptor. */
function withDescriptorAnnotations(
  { root, images }: AssembledRoot,
  { image }: ExportSettings,
): AssembledRoot {
  const [only, ...others] = images;
  const isIndex = others.length > 0 || only?.manifest !== root;
  const level = isIndex ? 'index-descriptor' : 'manifest-descriptor';
  const annotations = annotationsOf(image.annotations, level, only?.platform);
  if (!annotations) return { root, images };
  return { root: { ...root, descriptor: { ...root.descriptor, annotations } }, images };
}

async function exportImage(run: OutputRun): Promise<AssembledRoot> {
  const { context, settings } = run;
  const { environment } = context;
  const pushes = settings.push
    ? byRepository(settings.names, settings.pushByDigest).map(({ location, tags }) => ({
        push: new ImagePush(location, context),
        tags,
      }))
    : [];
  try {
    const root = await packed(run, earlyOffers(pushes.map((each) => each.push)));
    if (settings.store) await storeImage(run, root);
    for (const { push, tags } of pushes) await push.finish(root, tags);
    return root;
  } catch (error) {
    await Promise.all(pushes.map(({ push }) => push.abandon()));
    environment.signal.throwIfAborted();
    throw error;
  }
}

/** Layers that are packed while others take longer are sent off at once. */
const patience = 100;

/**
 * Offers layers to pushes while packing goes on. An image that is packed in a moment is offered as a
 * whole instead: one question may then show that its registry has all of it.
 */
function earlyOffers(pushes: readonly ImagePush[]): (layer: PackedLayer) => void {
  const begin = performance.now();
  const waiting: PackedLayer[] = [];
  return (layer) => {
    waiting.push(layer);
    if (performance.now() - begin < patience) return;
    for (const each of waiting.splice(0)) for (const push of pushes) push.offer(each);
  };
}

async function packed(run: OutputRun, onPacked?: (layer: PackedLayer) => void) {
  const { request, context, settings } = run;
  const input = { request, context, settings: settings.image };
  // Where it cannot be done, another process does it all: nothing must have been said by then.
  if (context.onlyKnown) {
    const root = await makeRoot(input);
    await completeLayers(root, context);
    beginPart(context.environment.onEvent, 'exporting layers').done();
    return root;
  }
  const part = beginPart(context.environment.onEvent, 'exporting layers');
  const root = await makeRoot({ ...input, ...(onPacked ? { onPacked } : {}) });
  part.done();
  return root;
}

/** Base layers may stay elsewhere where the image is pushed: it can be had from there then. */
async function storeImage({ context, settings }: OutputRun, root: AssembledRoot): Promise<void> {
  const { environment } = context;
  if (!settings.push) await completeLayers(root, context);
  await storeDocuments(root, environment.content);
  const { digest } = root.root.descriptor;
  const named = settings.pushByDigest ? [] : settings.names;
  const canonical = settings.nameCanonical
    ? named.map((name) => `${withoutTag(name)}@${digest}`)
    : [];
  const dangling =
    named.length === 0 && settings.danglingPrefix !== undefined
      ? [`${settings.danglingPrefix}@${digest}`]
      : [];
  const names = [...named, ...canonical, ...dangling];
  await environment.images.put(root.root.descriptor, names);
  for (const name of names) beginPart(environment.onEvent, `naming to ${name}`).done();
}

function withoutTag(name: string): string {
  return name.replace(/:[^:/]+$/, '');
}

function resultOf(
  made: readonly { root: AssembledRoot; settings: ExportSettings }[],
  sourceDateEpoch: number | undefined,
): ExportResult {
  const [first] = made;
  if (!first) return { image: undefined, configDigest: undefined, metadata: {}, images: [] };
  const { root, images } = first.root;
  const [only, ...others] = images;
  const configDigest = others.length === 0 ? only?.config.descriptor.digest : undefined;
  const names = [...new Set(made.flatMap((each) => each.settings.names))];
  const created =
    sourceDateEpoch === undefined
      ? {}
      : { 'org.opencontainers.image.created': formatTime(sourceDateEpoch * 1000) };
  const annotations = { ...(configDigest ? { 'config.digest': configDigest } : {}), ...created };
  const descriptor = descriptorDocument({
    ...root.descriptor,
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    ...(only && others.length === 0 ? { platform: only.platform } : {}),
  });
  return {
    image: root.descriptor,
    configDigest,
    metadata: {
      ...(configDigest ? { 'containerimage.config.digest': configDigest } : {}),
      'containerimage.descriptor': descriptor,
      'containerimage.digest': root.descriptor.digest,
      ...(names.length > 0 ? { 'image.name': names.join(',') } : {}),
    },
    images: images.map(({ platform, manifest, config, layers }) => ({
      platform: formatPlatform(platform),
      digest: manifest.descriptor.digest,
      size: layers.reduce((sum, each) => sum + each.descriptor.size, 0) + config.descriptor.size,
    })),
  };
}

function writerOf({ write }: ExportRequest): (chunk: Uint8Array) => Promise<void> {
  return write ?? writeToStandardOutput;
}

/** With back-pressure: resolves when the chunk has been taken. */
function writeToStandardOutput(chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}
