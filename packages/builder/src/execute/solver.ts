import type { Layer } from '@slipway/runtime';
import {
  chainKey,
  copyKey,
  directoryKey,
  imageKey,
  runKey,
  type StepKey,
  scratchKey,
} from '../cache/step-key.ts';
import { BuildError } from '../errors.ts';
import type { StepVertex } from '../graph/graph-order.ts';
import type {
  ContextVertex,
  CopyVertex,
  RootVertex,
  RunVertex,
  VertexMount,
} from '../graph/vertex.ts';
import type { PreparedCopy } from '../ports/files.ts';
import type { VertexResult } from '../ports/result.ts';
import { contextFiles } from './context-files.ts';
import { copyContent } from './copy-content.ts';
import type { EarlyPacking } from './early-packing.ts';
import { executeStep, type StepInputs } from './execute-step.ts';
import type { Execution } from './execution.ts';
import { NotCachedError } from './not-cached.ts';
import type { RootAccess } from './root-access.ts';
import type { FoundStep, StepCache } from './step-cache.ts';

interface KeyedStep extends StepKey {
  readonly prepared: PreparedCopy | undefined;
}

/** A step whose result is known. */
export interface SolvedStep {
  readonly key: string;
  readonly layer: Layer | undefined;
  readonly createdAt: number;
  /** Whether its layer is part of an image that the build makes. */
  readonly inImage: boolean;
}

/** A step with what it builds on. */
interface ReadyStep {
  readonly vertex: StepVertex;
  readonly parent: VertexResult;
  readonly key: KeyedStep;
  /** The chain that its record must be of; undefined where it is the same on any. */
  readonly base: string | undefined;
}

/**
 * Finds or makes the result of each vertex that is asked for, once: from the cache where its key is
 * known there, else by executing it. Asks for a vertex's inputs only where they are needed to know
 * its key or to execute it; independent ones are made at the same time.
 */
export class Solver implements StepInputs {
  readonly #execution: Execution;
  readonly #roots: RootAccess;
  readonly #cache: StepCache;
  readonly #results = new Map<RootVertex, Promise<VertexResult>>();
  readonly #keys = new Map<StepVertex, Promise<KeyedStep>>();
  readonly #contextFiles = new Map<ContextVertex, Map<string, CopyVertex>>();
  readonly #found = new Map<StepVertex, FoundStep>();
  readonly #packing: EarlyPacking;
  readonly #abort: (reason: unknown) => void;
  #failure: { readonly error: unknown } | undefined;

  constructor(
    execution: Execution,
    parts: {
      readonly roots: RootAccess;
      readonly cache: StepCache;
      readonly packing: EarlyPacking;
      /** Ends `execution.signal`. */
      readonly abort: (reason: unknown) => void;
    },
  ) {
    this.#execution = execution;
    this.#roots = parts.roots;
    this.#cache = parts.cache;
    this.#packing = parts.packing;
    this.#abort = parts.abort;
  }

  /**
   * The results of `vertices`. The first failure ends all other work; this rejects with it when that
   * has ended.
   */
  async solve(vertices: readonly RootVertex[]): Promise<readonly VertexResult[]> {
    try {
      return await Promise.all(vertices.map((vertex) => this.result(vertex)));
    } catch (error) {
      this.#abort(error);
      await this.#settled();
      this.#execution.environment.signal.throwIfAborted();
      throw this.#failure ? this.#failure.error : error;
    } finally {
      await this.#settled();
      await this.#closePrepared();
    }
  }

  /** The result of a vertex, made on first call. */
  result(vertex: RootVertex): Promise<VertexResult> {
    return once(this.#results, vertex, () => this.#makeResult(vertex));
  }

  /** What identifies the vertex's root file system. Executes only what its copies come from. */
  async rootKey(vertex: RootVertex): Promise<string> {
    if (vertex.kind === 'scratch') return scratchKey;
    if (vertex.kind === 'image') return imageKey(vertex);
    return (await this.#key(vertex)).root;
  }

  /** The record of a step whose result is known. */
  found(vertex: StepVertex): FoundStep | undefined {
    return this.#found.get(vertex);
  }

  /** The key of a step's own layer, where it was needed. */
  async layerKey(vertex: StepVertex): Promise<string | undefined> {
    return (await this.#keys.get(vertex))?.layer;
  }

  /** The layers of a vertex where they are known without making anything. */
  async known(vertex: RootVertex): Promise<readonly Layer[] | undefined> {
    const result = this.#results.get(vertex);
    if (result) return (await result).layers;
    if (vertex.kind === 'scratch' || vertex.kind === 'image')
      return (await this.result(vertex)).layers;
    const parent = await this.known(vertex.parent);
    const found = parent && (await this.#peek(vertex, parent));
    if (!found) return undefined;
    return found.layer ? [...parent, found.layer] : parent;
  }

  /** Every step whose result is known, those included that nothing had to be made for. */
  async steps(): Promise<readonly SolvedStep[]> {
    const steps: SolvedStep[] = [];
    for (const [vertex, keying] of this.#keys) {
      const parent = await this.known(vertex.parent);
      const found = parent && (await this.#peek(vertex, parent));
      if (!found) continue;
      const { layer } = await keying;
      const inImage = this.#execution.inImages.has(vertex);
      steps.push({ key: layer, layer: found.layer, createdAt: found.createdAt, inImage });
    }
    return steps;
  }

  async #peek(vertex: StepVertex, parent: readonly Layer[]): Promise<FoundStep | undefined> {
    const found = this.#found.get(vertex);
    if (found) return found;
    const key = await this.#keys.get(vertex);
    const base = vertex.kind === 'copy' && vertex.link ? undefined : chainKey(parent);
    return key && this.#cache.find(key.layer, base);
  }

  /** A layer with the files of a context at `path`, for a mount. */
  contextFiles(context: ContextVertex, path: string, step: RunVertex): CopyVertex {
    let ofContext = this.#contextFiles.get(context);
    if (!ofContext) {
      ofContext = new Map();
      this.#contextFiles.set(context, ofContext);
    }
    let vertex = ofContext.get(path);
    if (!vertex) {
      vertex = contextFiles(context, path, step);
      this.#execution.progress.isPartOf(vertex, step);
      ofContext.set(path, vertex);
    }
    return vertex;
  }

  async #makeResult(vertex: RootVertex): Promise<VertexResult> {
    this.#execution.signal.throwIfAborted();
    if (vertex.kind === 'scratch') return { vertex, layers: [], key: scratchKey, cached: true };
    if (vertex.kind === 'image') {
      const layers = await this.#execution.content.ofImage(vertex);
      return { vertex, layers, key: imageKey(vertex), cached: true };
    }
    // Both at once: the parent's making and what this step needs to know of its own inputs.
    const [parent, key] = await Promise.all([this.result(vertex.parent), this.#key(vertex)]);
    const base = vertex.kind === 'copy' && vertex.link ? undefined : chainKey(parent.layers);
    return this.#makeStep({ vertex, parent, key, base });
  }

  async #makeStep(step: ReadyStep): Promise<VertexResult> {
    const { vertex, key } = step;
    const found = vertex.ignoreCache ? undefined : await this.#cache.find(key.layer, step.base);
    const made = found ?? (await this.#locked(step));
    await key.prepared?.close();
    this.#found.set(vertex, made);
    this.#execution.progress.completed(vertex, made.cached);
    const layers = made.layer ? [...step.parent.layers, made.layer] : step.parent.layers;
    return { vertex, layers, key: key.root, cached: made.cached };
  }

  /** Executes a step unless another build, or an equal step of this one, does so in the meantime. */
  #locked(step: ReadyStep): Promise<FoundStep> {
    const { vertex, key, base } = step;
    if (this.#execution.onlyCached) throw new NotCachedError();
    return this.#cache.withLock(key.layer, async () => {
      const found = vertex.ignoreCache ? undefined : await this.#cache.find(key.layer, base);
      return found ?? this.#execute(step);
    });
  }

  async #execute({ vertex, parent, key, base }: ReadyStep): Promise<FoundStep> {
    const begun = Date.now();
    const layer = await this.#guard(vertex, () =>
      executeStep(vertex, {
        parent,
        prepared: key.prepared,
        inputs: this,
        execution: this.#execution,
        roots: this.#roots,
      }),
    );
    const createdAt = Date.now();
    const milliseconds = createdAt - begun;
    if (layer) this.#packing.begin(vertex, layer);
    return this.#cache.keep(key.layer, {
      layer,
      base,
      createdAt,
      milliseconds,
      name: vertex.name,
    });
  }

  #key(vertex: StepVertex): Promise<KeyedStep> {
    return once(this.#keys, vertex, () => this.#makeKey(vertex));
  }

  async #makeKey(vertex: StepVertex): Promise<KeyedStep> {
    if (vertex.kind === 'copy') return this.#makeCopyKey(vertex);
    const parent = await this.rootKey(vertex.parent);
    if (vertex.kind === 'directory') {
      const key = directoryKey(vertex, parent, this.#execution.sourceDateEpoch);
      return { ...key, prepared: undefined };
    }
    const inputs = await Promise.all(vertex.mounts.map((mount) => this.#mountKey(vertex, mount)));
    return { ...runKey(vertex, parent, inputs), prepared: undefined };
  }

  async #makeCopyKey(vertex: CopyVertex): Promise<KeyedStep> {
    const found = this.#guard(vertex, () =>
      copyContent(vertex, this, { execution: this.#execution, roots: this.#roots }),
    );
    const [content, parent] = await Promise.all([found, this.rootKey(vertex.parent)]);
    const { sourceDateEpoch } = this.#execution;
    const key = copyKey(vertex, parent, { digest: content.digest, sourceDateEpoch });
    return { ...key, prepared: content.prepared };
  }

  #mountKey(step: RunVertex, mount: VertexMount): Promise<string | undefined> {
    if ((mount.type !== 'bind' && mount.type !== 'cache') || !mount.from) {
      return Promise.resolve(undefined);
    }
    const { from } = mount;
    return this.rootKey(
      from.kind === 'context' ? this.contextFiles(from, mount.source ?? '/', step) : from,
    );
  }

  /** Of a vertex's own work: its failure is said, and ends the build. */
  async #guard<T>(vertex: StepVertex, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      const { signal, progress } = this.#execution;
      if (signal.aborted || cause instanceof NotCachedError) throw cause;
      const error = located(vertex, cause);
      this.#failure = { error };
      progress.failed(vertex, error.message);
      this.#abort(error);
      throw error;
    }
  }

  /** Waits until nothing is under way any more; what ends may have begun something else. */
  async #settled(): Promise<void> {
    for (let known = -1; known !== this.#results.size + this.#keys.size; ) {
      known = this.#results.size + this.#keys.size;
      await Promise.allSettled([...this.#results.values(), ...this.#keys.values()]);
    }
  }

  async #closePrepared(): Promise<void> {
    for (const key of await Promise.allSettled(this.#keys.values())) {
      if (key.status === 'fulfilled') await key.value.prepared?.close();
    }
  }
}

/** The promise kept for `key`, made on first call. Whoever kept it sees its rejection: no other must. */
function once<Key, Value>(
  kept: Map<Key, Promise<Value>>,
  key: Key,
  make: () => Promise<Value>,
): Promise<Value> {
  let promise = kept.get(key);
  if (!promise) {
    promise = make();
    promise.catch(() => {});
    kept.set(key, promise);
  }
  return promise;
}

/** The error with its place in the Dockerfile. */
function located(vertex: StepVertex, error: unknown): BuildError {
  const lines = vertex.lines;
  if (error instanceof BuildError) {
    if (error.lines || !lines) return error;
    const { message, code, advice, exitCode, cause } = error;
    return new BuildError(code, message, {
      cause,
      lines,
      ...(advice === undefined ? {} : { advice }),
      ...(exitCode === undefined ? {} : { exitCode }),
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  const advice = adviceOf(error);
  return new BuildError(vertex.kind === 'run' ? 'STEP_FAILED' : 'COPY_FAILED', message, {
    cause: error,
    ...(lines ? { lines } : {}),
    ...(advice === undefined ? {} : { advice }),
  });
}

function adviceOf(error: unknown): string | undefined {
  return error instanceof Error && 'advice' in error && typeof error.advice === 'string'
    ? error.advice
    : undefined;
}
