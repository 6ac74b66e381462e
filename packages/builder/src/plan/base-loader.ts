import {
  formatPlatform,
  formatReference,
  type ImageConfig,
  InvalidReferenceError,
  type Platform,
  parseReference,
  tryParseDigest,
} from '@slipway/oci';
import type { BuiltConfig, ContextVertex, ImageVertex, ScratchVertex } from '../graph/vertex.ts';
import type { ResolvedImage } from '../ports/images.ts';
import type { ContextSource } from '../request/build-request.ts';
import { readBaseConfig } from './base-config.ts';
import { invalid } from './plan-error.ts';
import type { PlanOptions } from './planning.ts';
import type { VertexPool } from './vertex-pool.ts';

/** Where a stage starts from. */
export interface LoadedBase {
  readonly root: ScratchVertex | ImageVertex | ContextVertex;
  readonly platform: Platform;
  /** What its stage starts with; its ONBUILD is apart. */
  readonly config: BuiltConfig;
  readonly triggers: readonly string[];
  /** Undefined where there is no image. */
  readonly image: ResolvedImage | undefined;
}

export const defaultPath = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What an image from scratch says of itself before any instruction. */
const emptyConfig: BuiltConfig = { Env: [defaultPath], WorkingDir: '/' };

/** Throws INVALID_DOCKERFILE for what no image can be called. */
function checkReference(text: string): void {
  try {
    parseReference(text, { registry: 'docker.io' });
  } catch (error) {
    if (error instanceof InvalidReferenceError)
      throw invalid(`failed to parse stage name: ${error.message}`);
    throw error;
  }
}

/** Loads images and contexts that stages start from or copy from: each once in a plan. */
export class BaseLoader {
  readonly #options: PlanOptions;
  readonly #pool: VertexPool;
  readonly #images = new Map<string, Promise<ResolvedImage>>();

  constructor(options: PlanOptions, pool: VertexPool) {
    this.#options = options;
    this.#pool = pool;
  }

  /**
   * The key under which --build-context replaces an image or a stage, for a platform or for all;
   * undefined where nothing does. `scratch` and `context` are never replaced.
   */
  replacementOf(name: string, platform: Platform): string | undefined {
    const { namedContexts } = this.#options.request;
    if (namedContexts.size === 0 || /^(?:scratch|context)$/i.test(name)) return undefined;
    const names = [...new Set([familiarName(name), name])];
    const suffix = `::${formatPlatform(platform)}`;
    return [...names.map((each) => each + suffix), ...names].find((key) => namedContexts.has(key));
  }

  scratch(platform: Platform): LoadedBase {
    const root = this.#pool.intern<ScratchVertex>({
      ...this.#vertexBase('scratch', platform),
      kind: 'scratch',
    });
    return { root, platform, config: emptyConfig, triggers: [], image: undefined };
  }

  /** The files of a context: the main one where `name` is `context`. */
  context(name: string): ContextVertex {
    const main = name === 'context';
    return this.#pool.intern<ContextVertex>({
      ...this.#vertexBase(
        main ? '[internal] load build context' : `[context ${name}] load`,
        this.#options.hostPlatform,
      ),
      kind: 'context',
      context: name,
    });
  }

  /** Throws a BuildError where the image is not to be had. `name` is what progress shows of it. */
  async image(
    text: string,
    options: { readonly platform: Platform; label(reference: string): string },
  ): Promise<LoadedBase> {
    checkReference(text);
    const { platform } = options;
    const image = await this.#resolve(text, platform);
    return this.#loadedImage(image, platform, options.label(withDigest(image)));
  }

  /** What a named context stands for. `asStage`: it replaces a stage, not only a stage's base. */
  async replacement(key: string, platform: Platform, asStage: boolean): Promise<LoadedBase> {
    const source = this.#options.request.namedContexts.get(key) as ContextSource;
    if (source.kind === 'image') {
      if (/^(?:docker\.io\/library\/)?scratch(?::latest)?$/.test(source.reference)) {
        const loaded = this.scratch(platform);
        return asStage ? { ...loaded, config: {} } : loaded;
      }
      return await this.image(source.reference, {
        platform,
        label: (reference) => `[context ${key}] ${reference}`,
      });
    }
    if (source.kind === 'oci-layout') return await this.#layout(key, source, platform);
    const config = asStage ? {} : emptyConfig;
    return { root: this.context(key), platform, config, triggers: [], image: undefined };
  }

  async #layout(
    key: string,
    source: Extract<ContextSource, { kind: 'oci-layout' }>,
    platform: Platform,
  ): Promise<LoadedBase> {
    const { path, reference = '' } = source;
    const mark = reference === '' ? '' : tryParseDigest(reference) ? '@' : ':';
    const image = await this.#resolve(`oci-layout://${path}${mark}${reference}`, platform);
    return this.#loadedImage(image, platform, `[context ${key}] ${source.path}`);
  }

  #loadedImage(image: ResolvedImage, platform: Platform, name: string): LoadedBase {
    const { OnBuild, ...config } = readBaseConfig(image);
    const root =
      image.layers.length === 0
        ? this.scratch(platform).root
        : this.#pool.intern<ImageVertex>({
            ...this.#vertexBase(name, platform),
            kind: 'image',
            image,
          });
    return { root, platform, config, triggers: OnBuild ?? [], image };
  }

  #vertexBase(name: string, platform: Platform) {
    return { name, stage: undefined, platform, ignoreCache: false };
  }

  #resolve(reference: string, platform: Platform): Promise<ResolvedImage> {
    const key = `${reference} ${formatPlatform(platform)}`;
    const known = this.#images.get(key) ?? this.#ask(reference, platform);
    this.#images.set(key, known);
    return known;
  }

  async #ask(reference: string, platform: Platform): Promise<ResolvedImage> {
    const { request, signal, resolver } = this.#options;
    const options = { platform, pull: request.pull, ...(signal ? { signal } : {}) };
    return await resolver.resolve(reference, options);
  }
}

/** The image's own platform, for an image that is not told by --platform what it is. */
export function platformOf(config: ImageConfig, fallback: Platform): Platform {
  if (!config.os || !config.architecture) return fallback;
  const { os, architecture, variant } = config;
  return variant ? { os, architecture, variant } : { os, architecture };
}

function withDigest({ reference, manifest }: ResolvedImage): string {
  return reference.includes('@') ? reference : `${reference}@${manifest.digest}`;
}

/** `docker.io/library/alpine:latest` as `alpine`: how --build-context is keyed. */
function familiarName(name: string): string {
  try {
    return formatReference(parseReference(name, { registry: 'docker.io' }))
      .replace(/^docker\.io\/(?:library\/)?/, '')
      .replace(/:latest$/, '');
  } catch (error) {
    // Not an image's name: then it is a context's only as it stands.
    if (error instanceof InvalidReferenceError) return name;
    throw error;
  }
}
