import type { Layer } from '@slipway/runtime';
import type { CopyVertex, DirectoryVertex, ImageVertex, RunVertex } from '../graph/vertex.ts';
import { digestOf, type KeyPart } from './digest-of.ts';

/** Raised whenever the same inputs would no longer give the same layer. */
const generation = 1;

/** What identifies a step's result. */
export interface StepKey {
  /** Of the whole root file system, parents included: what steps on top of it build on. */
  readonly root: string;
  /** Of the step's own layer: what its cache record is found by. */
  readonly layer: string;
}

export const scratchKey = digestOf([generation, 'scratch']);

/** An image is its layers: two names of one image, or two configs over equal layers, share steps. */
export function imageKey(vertex: ImageVertex): string {
  const layers = vertex.image.layers.map((layer) => layer.diffId);
  return layers.length === 0 ? scratchKey : digestOf([generation, 'image', layers]);
}

/** WORKDIR. The epoch decides the times in its layer, as nothing else in it varies. */
export function directoryKey(
  vertex: DirectoryVertex,
  parent: string,
  sourceDateEpoch: number | undefined,
): StepKey {
  const key = digestOf([
    generation,
    'directory',
    parent,
    vertex.path,
    vertex.user,
    sourceDateEpoch,
  ]);
  return { root: key, layer: key };
}

/**
 * COPY and ADD, by what they copy. The epoch is the time of all that is made for it: folders above the
 * destination, here-documents. With --link the layer is the same on any parent.
 */
export function copyKey(
  vertex: CopyVertex,
  parent: string,
  content: { readonly digest: string; readonly sourceDateEpoch: number | undefined },
): StepKey {
  const parts = [content.digest, content.sourceDateEpoch];
  if (!vertex.link) {
    const key = digestOf([generation, 'copy', parent, ...parts]);
    return { root: key, layer: key };
  }
  const layer = digestOf([generation, 'link', ...parts]);
  return { root: digestOf([generation, 'linked', parent, layer]), layer };
}

/** RUN. `inputs` are the keys of what its mounts bind, in their order (undefined: it needs none). */
export function runKey(
  vertex: RunVertex,
  parent: string,
  inputs: readonly (string | undefined)[],
): StepKey {
  const { platform } = vertex;
  const mounts = vertex.mounts.map((mount, index): KeyPart => {
    if (mount.type !== 'bind' && mount.type !== 'cache') return { ...mount };
    const { from, ...rest } = mount;
    return { ...rest, input: from && inputs[index] };
  });
  const key = digestOf([
    generation,
    'run',
    parent,
    {
      platform: [platform.os, platform.architecture, platform.variant],
      arguments: vertex.arguments,
      files: vertex.files.map(({ name, content }) => [name, content]),
      environment: vertex.environment,
      workingDirectory: vertex.workingDirectory,
      user: vertex.user,
      mounts,
      network: vertex.network,
      security: vertex.security,
      hostname: vertex.hostname,
      extraHosts: vertex.extraHosts,
      shmSize: vertex.shmSize,
      ulimits: vertex.ulimits.map(({ name, soft, hard }) => [name, soft, hard]),
    },
  ]);
  return { root: key, layer: key };
}

/**
 * What a copy asks for, by keys alone: finds the digest of the content that it gave before, without
 * a look at its sources. Undefined where a source may have changed though nothing here says so
 * (contexts, what is fetched without a checksum).
 */
export function copyRequestKey(
  vertex: CopyVertex,
  keys: readonly (string | undefined)[],
): string | undefined {
  const sources: KeyPart[] = [];
  for (const [index, source] of vertex.sources.entries()) {
    if (source.kind === 'path') {
      const key = keys[index];
      if (key === undefined) return undefined;
      sources.push(['path', key, source.path]);
    } else if (source.kind === 'heredoc') sources.push(['heredoc', source.name, source.content]);
    else if (source.kind === 'url' && source.checksum !== undefined) {
      sources.push(['url', source.url, source.checksum]);
    } else return undefined;
  }
  const { instruction, destination, chown, chmod, link, parents, exclude, unpack } = vertex;
  return digestOf([
    generation,
    'copy request',
    sources,
    { instruction, destination, chown, chmod, link, parents, exclude, unpack },
  ]);
}

/** A chain of layers, base first. */
export function chainKey(layers: readonly Layer[]): string {
  return digestOf(layers.map((layer) => layer.id));
}
