import type { BuildRequest } from '../request/build-request.ts';

/** What the command asks for where no option is given, of a context that tests replace. */
export const plainRequest: BuildRequest = {
  dockerfile: { kind: 'in-context', path: undefined },
  context: { kind: 'directory', path: '/context' },
  namedContexts: new Map(),
  platforms: [],
  buildArguments: {},
  labels: {},
  annotations: [],
  tags: [],
  noCache: false,
  noCacheStages: [],
  pull: false,
  secrets: [],
  ssh: [],
  network: 'default',
  extraHosts: [],
  ulimits: [],
  allow: new Set(),
  outputs: [],
  cacheFrom: [],
  cacheTo: [],
};
