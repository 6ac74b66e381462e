import { formatPlatform } from '@slipway/oci';
import type { BuildEventListener } from '../events/build-event.ts';
import { inOrderOfNeed } from '../graph/graph-order.ts';
import type { BuildPlan, Vertex } from '../graph/vertex.ts';

type State = 'waiting' | 'started' | 'ended';

/** Says what becomes of each vertex, once each, and remembers how long it took. */
export class BuildProgress {
  readonly #listener: BuildEventListener;
  readonly #ids = new Map<Vertex, number>();
  readonly #states = new Map<Vertex, State>();
  readonly #startedAt = new Map<Vertex, number>();
  readonly #milliseconds = new Map<Vertex, number>();
  readonly #wholes = new Map<Vertex, Vertex>();

  constructor(plan: BuildPlan, listener: BuildEventListener) {
    this.#listener = listener;
    const vertices = inOrderOfNeed(plan).filter((vertex) => vertex.kind !== 'scratch');
    for (const [id, vertex] of vertices.entries()) this.#ids.set(vertex, id);
    listener({
      type: 'planned',
      vertices: vertices.map((vertex, id) => ({
        id,
        name: vertex.name,
        stage: vertex.stage,
        platform: formatPlatform(vertex.platform),
      })),
      warnings: plan.warnings.map((warning) => warning.message),
    });
  }

  started(vertex: Vertex): void {
    this.#begin(vertex, Date.now());
  }

  completed(vertex: Vertex, cached: boolean): void {
    const at = Date.now();
    if (this.#states.get(vertex) === 'ended') return;
    this.#begin(vertex, at);
    if (!cached) this.#milliseconds.set(vertex, at - (this.#startedAt.get(vertex) ?? at));
    this.#end(vertex, (id) => this.#listener({ type: 'completed', vertex: id, at, cached }));
  }

  /** What becomes of `part`, which is no vertex of the plan, becomes of `whole` where it fails. */
  isPartOf(part: Vertex, whole: Vertex): void {
    if (!this.#wholes.has(part)) this.#wholes.set(part, whole);
  }

  failed(failing: Vertex, message: string): void {
    const at = Date.now();
    const vertex = this.#wholes.get(failing) ?? failing;
    this.#begin(vertex, at);
    this.#end(vertex, (id) => this.#listener({ type: 'failed', vertex: id, at, message }));
  }

  /** Ends every vertex that was started and neither completed nor failed. */
  cancelOpen(): void {
    const at = Date.now();
    for (const [vertex, state] of this.#states) {
      if (state !== 'started') continue;
      this.#end(vertex, (id) => this.#listener({ type: 'canceled', vertex: id, at }));
    }
  }

  log(vertex: Vertex, stream: 'stdout' | 'stderr', data: Uint8Array): void {
    const id = this.#ids.get(vertex);
    if (id === undefined) return;
    this.#listener({ type: 'log', vertex: id, at: Date.now(), stream, data });
  }

  /** Work with a measure; `vertex` undefined for work of the build as a whole. */
  progress(
    vertex: Vertex | undefined,
    progress: {
      readonly id: string;
      readonly current: number;
      readonly total?: number | undefined;
      readonly done: boolean;
    },
  ): void {
    const id = vertex && this.#ids.get(vertex);
    if (vertex && id === undefined) return;
    const at = Date.now();
    if (vertex) this.#begin(vertex, at);
    const { total, ...rest } = progress;
    this.#listener({
      type: 'progress',
      vertex: id,
      at,
      ...rest,
      ...(total === undefined ? {} : { total }),
    });
  }

  /** How long the vertices took that were executed. */
  get milliseconds(): ReadonlyMap<Vertex, number> {
    return this.#milliseconds;
  }

  /** Every vertex that the plan may need. */
  get vertices(): readonly Vertex[] {
    return [...this.#ids.keys()];
  }

  hasEnded(vertex: Vertex): boolean {
    return this.#states.get(vertex) === 'ended';
  }

  #begin(vertex: Vertex, at: number): void {
    const id = this.#ids.get(vertex);
    if (id === undefined || this.#states.has(vertex)) return;
    this.#states.set(vertex, 'started');
    this.#startedAt.set(vertex, at);
    this.#listener({ type: 'started', vertex: id, at });
  }

  #end(vertex: Vertex, say: (id: number) => void): void {
    const id = this.#ids.get(vertex);
    if (id === undefined || this.#states.get(vertex) === 'ended') return;
    this.#states.set(vertex, 'ended');
    say(id);
  }
}
