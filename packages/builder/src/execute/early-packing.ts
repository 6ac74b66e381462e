import type { Layer } from '@slipway/runtime';
import type { StepVertex } from '../graph/graph-order.ts';
import type { Execution } from './execution.ts';

/**
 * Packs the layers of images as soon as they are made, while later steps still run. What fails here
 * fails again, and is said, when the export asks for the blob.
 */
export class EarlyPacking {
  readonly #execution: Execution;
  readonly #packing: Promise<unknown>[] = [];

  constructor(execution: Execution) {
    this.#execution = execution;
  }

  /** Begins to pack a step's layer, where an output will want its blob as it is. */
  begin(vertex: StepVertex, layer: Layer): void {
    const { environment, inImages, compression, compressionLevel, signal } = this.#execution;
    if (vertex.kind !== 'run' || compression === undefined || !inImages.has(vertex)) return;
    // With an epoch the export changes the times in its layers.
    if (this.#execution.sourceDateEpoch !== undefined) return;
    const level = compressionLevel === undefined ? {} : { level: compressionLevel };
    const packing = environment.layers.blob(layer, { compression, ...level, signal });
    this.#packing.push(packing.catch(() => undefined));
  }

  /** Waits until nothing is being packed any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#packing);
  }
}
