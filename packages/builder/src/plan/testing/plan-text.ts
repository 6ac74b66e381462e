import { parseDockerfile } from '@slipway/dockerfile';
import { type ImageConfig, makeDigest, type Platform } from '@slipway/oci';
import { BuildError } from '../../errors.ts';
import type { BuildPlan, BuiltConfig } from '../../graph/vertex.ts';
import type { ImageResolver, ResolvedImage } from '../../ports/images.ts';
import type { BuildRequest } from '../../request/build-request.ts';
import { plainRequest } from '../../testing/plain-request.ts';
import { planBuild } from '../plan-build.ts';
import type { PlanOptions } from '../planning.ts';

export const amd64: Platform = { os: 'linux', architecture: 'amd64' };
export const arm64: Platform = { os: 'linux', architecture: 'arm64' };

/** What the fake resolver knows of an image. */
export interface FakeImage {
  readonly config?: BuiltConfig & Readonly<Record<string, unknown>>;
  readonly author?: string;
  readonly layers?: number;
  readonly variant?: string;
}

/** What differs from a plain build of a folder. */
export interface PlanSettings extends Partial<Omit<PlanOptions, 'dockerfile' | 'request'>> {
  readonly request?: Partial<BuildRequest>;
  readonly images?: Readonly<Record<string, FakeImage>>;
  /** Gets what the resolver was asked for. */
  readonly asked?: string[];
}

/** Plans a Dockerfile's text; a fake resolver knows `alpine`, `busybox` and `settings.images`. */
export async function planText(text: string, settings: PlanSettings = {}): Promise<BuildPlan> {
  const { request, images, asked, ...options } = settings;
  return await planBuild({
    dockerfile: parseDockerfile(Buffer.from(text), { fileName: 'Dockerfile' }),
    request: { ...plainRequest, ...request },
    resolver: fakeResolver({ alpine: {}, busybox: {}, ...images }, asked ?? []),
    hostPlatform: amd64,
    contextTime: async () => undefined,
    ...options,
  });
}

/** The one image of a plan for one platform. */
export async function planImage(text: string, settings: PlanSettings = {}) {
  const { images } = await planText(text, settings);
  const [image] = images;
  if (!image || images.length !== 1) throw new Error(`${images.length} images`);
  return image;
}

function fakeResolver(images: Readonly<Record<string, FakeImage>>, asked: string[]): ImageResolver {
  const resolve = (name: string, platform: Platform): ResolvedImage => {
    const known = images[name];
    if (!known) throw new BuildError('IMAGE_NOT_FOUND', `${name}: not found`);
    return fakeImage(`docker.io/library/${name}`, platform, known);
  };
  return {
    async resolve(reference, { platform }) {
      asked.push(`${reference} ${platform.architecture}`);
      return resolve(reference, platform);
    },
    async fetchLayers() {
      throw new Error('a plan fetches no layers');
    },
  };
}

function fakeImage(reference: string, platform: Platform, known: FakeImage): ResolvedImage {
  const layers = Array.from({ length: known.layers ?? 1 }, (_, index) => ({
    descriptor: {
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      digest: fakeDigest(`${reference} ${platform.architecture} ${index}`),
      size: 10,
    },
    diffId: fakeDigest(`diff ${reference} ${platform.architecture} ${index}`),
  }));
  const config: ImageConfig = {
    os: platform.os,
    architecture: platform.architecture,
    ...(known.variant ? { variant: known.variant } : {}),
    ...(known.author ? { author: known.author } : {}),
    ...(known.config ? { config: known.config } : {}),
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map((_, index) => ({ created_by: `base ${index}` })),
  };
  return {
    reference,
    platform,
    manifest: {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: fakeDigest(`manifest ${reference} ${platform.architecture}`),
      size: 10,
    },
    config,
    layers,
  };
}

function fakeDigest(text: string) {
  return makeDigest('sha256', Buffer.from(text).toString('hex').padEnd(64, '0').slice(-64));
}
