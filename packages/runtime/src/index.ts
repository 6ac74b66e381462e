export { RuntimeError, type RuntimeErrorCode } from './errors.ts';
export type {
  ContainerMount,
  ContainerRuntime,
  ContainerSpec,
  ContainerStreams,
  RunOptions,
  Ulimit,
} from './execute/container.ts';
export type {
  EntryInfo,
  Layer,
  LayerBlob,
  LayerStore,
  LayerUse,
  MountedRoot,
  PackOptions,
  RootView,
} from './layers/layer-store.ts';
