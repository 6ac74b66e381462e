import { formatPlatform } from '@slipway/oci';
import type { Vertex } from '../graph/vertex.ts';

/**
 * Makes equal vertices one: what two stages or two platforms have in common is one vertex of the
 * graph and runs once. Names, stages and lines make no difference; the first seen stay.
 */
export class VertexPool {
  readonly #numbers = new Map<Vertex, number>();
  readonly #byKey = new Map<string, Vertex>();

  intern<V extends Vertex>(vertex: V): V {
    const key = this.#key(vertex);
    const known = this.#byKey.get(key);
    // The key holds the kind and every member that tells vertices apart: an equal key is an equal type.
    if (known) return known as V;
    this.#byKey.set(key, vertex);
    this.#numbers.set(vertex, this.#numbers.size);
    return vertex;
  }

  #key(vertex: Vertex): string {
    if (vertex.kind === 'image')
      return `image ${vertex.image.manifest.digest} ${formatPlatform(vertex.platform)}`;
    if (vertex.kind === 'context') return `context ${vertex.context}`;
    const distinguishing = { ...vertex, name: '', stage: '', lines: undefined };
    return JSON.stringify(distinguishing, (_, value: unknown) => {
      const number = this.#numbers.get(value as Vertex);
      return number === undefined ? value : `#${number}`;
    });
  }
}
