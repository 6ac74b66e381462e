export { ConfigurationError } from './config/configuration-error.ts';
export {
  type LoadConfigurationOptions,
  type LoadedConfiguration,
  loadConfiguration,
} from './config/load-configuration.ts';
export {
  listConfiguration,
  type PrintedSetting,
  printConfiguration,
} from './config/print-configuration.ts';
export type { Configuration } from './config/settings.ts';
export { rotateMasterKey } from './server/rotate-master-key.ts';
export { type ServeOptions, serve } from './server/serve.ts';
export { ServerError } from './server/server-error.ts';
