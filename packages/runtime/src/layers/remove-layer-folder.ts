import { removeTree } from '@slipway/linux';
import { type LayerFolder, withFolder } from './layer-folder.ts';

/** Removes a layer's folder; its caller holds its locks. The record goes first: half a layer is none. */
export async function removeLayerFolder(layers: string, folder: LayerFolder): Promise<void> {
  await withFolder(folder.path, async (own) => {
    removeTree({ folder: own, name: Buffer.from('layer.json') });
  });
  await withFolder(layers, async (descriptor) => {
    removeTree({ folder: descriptor, name: Buffer.from(folder.id.replace(':', '-')) });
  });
}
