import { commandList } from '../command-list.ts';
import { finishLayer, forgetLayers, writeLayerChunks } from './layer-index.ts';

/** Every command about layers. */
export const layerCommands = commandList(writeLayerChunks, finishLayer, forgetLayers);
