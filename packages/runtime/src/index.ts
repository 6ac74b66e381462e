export { RuntimeError, type RuntimeErrorCode } from './errors.ts';
export { knownCapabilities } from './execute/capabilities.ts';
export type {
  ContainerMount,
  ContainerRuntime,
  ContainerSpec,
  ContainerStreams,
  RunOptions,
  Ulimit,
} from './execute/container.ts';
export {
  type ContainerRuntimeOptions,
  createContainerRuntime,
} from './execute/create-container-runtime.ts';
export { createLayerStore, type LayerStoreOptions } from './layers/create-layer-store.ts';
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
export { inBuildNamespace } from './namespace/build-namespace.ts';
export {
  type EnterNamespaceOptions,
  enterBuildNamespace,
} from './namespace/enter-build-namespace.ts';
