import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TarInput } from '@slipway/archive';
import { createImageStore, type ImageStore } from '@slipway/images';
import type { Platform } from '@slipway/oci';
import { createRegistryClient } from '@slipway/remote';
import { FakeRegistry } from '@slipway/remote/testing';
import { createLayerStore, type Layer, type LayerStore } from '@slipway/runtime';
import type { BuildEvent } from '../../events/build-event.ts';
import type { BuiltConfig, CopyVertex, PlannedImage, RootVertex } from '../../graph/vertex.ts';
import { createImageResolver } from '../../images/create-image-resolver.ts';
import type { ResolvedImage } from '../../ports/images.ts';
import type { BuildEnvironment, ExecutedImage } from '../../ports/result.ts';
import type { OutputRequest } from '../../request/build-request.ts';
import type { ExportRequest } from '../export-context.ts';
import { type ExportResult, runExports } from '../run-exports.ts';

export const amd64: Platform = { os: 'linux', architecture: 'amd64' };
export const arm64: Platform = { os: 'linux', architecture: 'arm64' };

/** An image to be: what its steps made. */
export interface SampleBuild {
  readonly platform?: Platform;
  readonly base?: ResolvedImage;
  readonly config?: BuiltConfig;
  /** For each step what it is called, and its layer; none makes an empty history entry. */
  readonly steps: readonly {
    readonly name: string;
    readonly layer?: Layer;
    readonly at?: number;
  }[];
}

/** Real stores in a folder, a registry in memory. */
export class ExportScene {
  readonly folder: string;
  readonly images: ImageStore;
  readonly layers: LayerStore;
  readonly registry: FakeRegistry;
  readonly environment: BuildEnvironment;
  readonly events: BuildEvent[] = [];
  /** Ids of the layers whose content was asked for. */
  readonly ensured: string[] = [];
  /** What `dest=-` got. */
  readonly written: Uint8Array[] = [];
  readonly abort = new AbortController();

  private constructor(parts: Pick<ExportScene, 'folder' | 'images' | 'layers' | 'registry'>) {
    this.folder = parts.folder;
    this.images = parts.images;
    this.layers = parts.layers;
    this.registry = parts.registry;
    const registry = createRegistryClient({ retry: { retries: 0 } });
    const { folder, images, layers } = parts;
    this.environment = {
      images,
      content: images.content,
      layers,
      runtime: () => Promise.reject(new Error('no export runs a container')),
      resolver: createImageResolver({ images, registry, workingDirectory: folder }),
      registry,
      folder: join(folder, 'build'),
      variables: {},
      onEvent: (event) => this.events.push(event),
      signal: this.abort.signal,
    };
  }

  static async open(): Promise<ExportScene> {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-export-'));
    const images = await createImageStore({ folder: join(folder, 'images') });
    const layers = await createLayerStore({
      folder: join(folder, 'build', 'layers'),
      content: images.content,
    });
    return new ExportScene({ folder, images, layers, registry: await FakeRegistry.start() });
  }

  async close(): Promise<void> {
    await this.environment.registry.close();
    await this.registry.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A layer of entries. */
  layer(
    entries: readonly TarInput[],
    as: Parameters<LayerStore['create']>[1]['as'] = { blob: 'gzip' },
  ): Promise<Layer> {
    return this.layers.create(iterate(entries), { as });
  }

  async executed(build: SampleBuild): Promise<ExecutedImage> {
    const { base, platform = amd64, config = {}, steps } = build;
    let root: RootVertex = base
      ? { kind: 'image', image: base, name: 'base', stage: '0', platform, ignoreCache: false }
      : { kind: 'scratch', name: 'scratch', stage: '0', platform, ignoreCache: false };
    const layers: Layer[] = [];
    for (const each of base?.layers ?? []) layers.push(await this.layers.fromBlob(each));
    const history: ExecutedImage['history'][number][] = [];
    for (const { name, layer, at = 1_600_000_000_123 } of steps) {
      if (layer) {
        root = copyVertex(name, root);
        layers.push(layer);
      }
      const planned = { createdBy: name, comment: 'buildkit.dockerfile.v0' };
      history.push({ planned, layer, createdAt: at });
    }
    const planned: PlannedImage = {
      platform,
      root,
      config,
      base: base ? { config: base.config, history: base.config.history ?? [] } : undefined,
      history: history.map((each) => each.planned),
    };
    return { planned, layers, history, cacheKeys: [] };
  }

  request(
    images: readonly ExecutedImage[],
    outputs: readonly OutputRequest[],
    more: Partial<Omit<ExportRequest, 'request'>> & {
      readonly request?: Partial<ExportRequest['request']>;
    } = {},
  ): ExportRequest {
    const { request, ...rest } = more;
    return {
      environment: this.environment,
      images,
      sourceDateEpoch: undefined,
      onlyKnown: false,
      ensureContent: (layers) => this.#ensure(images, layers),
      write: async (chunk) => {
        this.written.push(Uint8Array.from(chunk));
      },
      ...rest,
      request: {
        tags: [],
        annotations: [],
        buildArguments: {},
        platforms: [],
        ...request,
        outputs,
      },
    };
  }

  run(...given: Parameters<ExportScene['request']>): Promise<ExportResult> {
    return runExports(this.request(...given));
  }

  /** A document of the store, parsed. */
  async document(digest: string): Promise<Record<string, unknown>> {
    const blob = await this.images.content.open(digest as never);
    if (!blob) throw new Error(`${digest} is not in the store`);
    const chunks: Uint8Array[] = [];
    for await (const chunk of blob.chunks()) chunks.push(Uint8Array.from(chunk));
    await blob.close();
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
  }

  async #ensure(images: readonly ExecutedImage[], wanted: readonly Layer[]): Promise<void> {
    this.ensured.push(...wanted.map((each) => each.id));
    for (const { planned } of images) {
      let vertex = planned.root;
      while (vertex.kind !== 'scratch' && vertex.kind !== 'image') vertex = vertex.parent;
      if (vertex.kind !== 'image') continue;
      const layers = vertex.image.layers.filter(({ diffId }) =>
        wanted.some((each) => each.id === diffId),
      );
      await this.environment.resolver.fetchLayers(vertex.image, layers, {});
    }
  }
}

/** A file as an entry. */
export function file(name: string, text: string, mode = 0o644): TarInput {
  const body = Buffer.from(text);
  return { header: { type: 'file', name, size: body.length, mode }, body };
}

function copyVertex(name: string, parent: RootVertex): CopyVertex {
  const { platform, stage } = parent;
  return {
    kind: 'copy',
    instruction: 'COPY',
    name,
    stage,
    platform,
    ignoreCache: false,
    parent,
    sources: [],
    destination: '/',
    link: false,
    parents: false,
    exclude: [],
  };
}

async function* iterate<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}
