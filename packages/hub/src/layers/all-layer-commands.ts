import { finishLayer, forgetLayers, writeLayerChunks } from './layer-index.ts';

/** Every command about layers. */
export const layerCommands = [writeLayerChunks, finishLayer, forgetLayers] as const;
