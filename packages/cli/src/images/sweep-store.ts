import { join } from 'node:path';
import type { ImageStore } from '@slipway/images';
import type { Digest } from '@slipway/oci';
import { createLayerStore, type LayerStore } from '@slipway/runtime';
import type { Context } from '../context.ts';
import { buildStateFolder } from './build-state-folder.ts';

/** The layers that builds of this user keep. */
export function openLayerStore(context: Context, store: ImageStore): Promise<LayerStore> {
  return createLayerStore({
    folder: join(buildStateFolder(context), 'layers'),
    content: store.content,
  });
}

/** What was freed; undefined where writers held the store for as long as was waited. */
export type Swept = Awaited<ReturnType<ImageStore['sweep']>> | undefined;

/** Deletes the blobs that neither images nor layers need; `patience` in milliseconds for writers. */
export async function sweepStore(
  context: Context,
  store: ImageStore,
  patience: number,
): Promise<Swept> {
  const layers = await openLayerStore(context, store);
  const timeout = AbortSignal.timeout(patience);
  try {
    const signal = AbortSignal.any([timeout, context.signal]);
    return await store.sweep({ keep: digestsOf(layers), signal });
  } catch (error) {
    context.signal.throwIfAborted();
    if (timeout.aborted) return undefined;
    throw error;
  }
}

export async function* digestsOf(layers: LayerStore): AsyncGenerator<Digest> {
  for await (const { digest } of layers.blobs()) yield digest;
}
