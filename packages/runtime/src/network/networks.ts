import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { RuntimeError } from '../errors.ts';
import type { ContainerSpec } from '../execute/container.ts';
import { findProgram, installAdvice } from '../execute/find-program.ts';
import { bridgeNetwork, bridgePlugins } from './bridge-network.ts';
import { checkPorts } from './check-ports.ts';
import { findPluginFolder } from './cni-plugin.ts';
import type {
  Connection,
  ContainerNetwork,
  NetworkProvider,
  PublishedPort,
} from './container-network.ts';
import { makeNetworkNamespace, removeNetworkNamespace } from './network-namespace.ts';
import { ownAddress } from './own-address.ts';
import { isRecentPasta, pastaNetwork } from './pasta-network.ts';
import { slirpNetwork } from './slirp-network.ts';

export interface NetworksOptions {
  readonly searchPath: string;
  readonly runFolder: string;
  readonly userNamespace: boolean;
}

/** Gives containers the networks that they ask for. */
export interface Networks {
  /** Throws NETWORK_UNAVAILABLE where no way out works; never falls back on the machine's own. */
  acquire(spec: Pick<ContainerSpec, 'network' | 'ports' | 'security'>): Promise<ContainerNetwork>;
  /** Begins to connect the namespace of a first container, unless there is one. */
  prepare(): void;
}

interface ConnectedNamespace extends Connection {
  readonly path: string;
}

/** How many connected namespaces wait for a next container: as many as a build runs at once. */
const MAX_IDLE = 4;

/**
 * Namespaces are used again by later containers: what a container may do changes nothing of its
 * network, and all its processes, and with them its sockets, have ended. Those of `insecure` ones,
 * which may change anything, and those with published ports are not.
 */
export function createNetworks(options: NetworksOptions): Networks {
  const idle: ConnectedNamespace[] = [];
  let found: Promise<NetworkProvider[]> | undefined;
  let prepared: Promise<ConnectedNamespace | undefined> | undefined;
  const takePrepared = async () => {
    const taken = prepared;
    prepared = undefined;
    return await taken;
  };
  return {
    prepare() {
      if (prepared || idle.length > 0) return;
      found ??= providersOf(options);
      const connected = found.then((providers) => connect(options, providers, []));
      // Whoever needs it tries again, and hears why it fails.
      prepared = connected.catch(() => undefined);
    },
    async acquire({ network, ports = [], security }) {
      if (network !== 'default') return unconnected();
      found ??= providersOf(options);
      const reusable = ports.length === 0 && security === 'sandbox';
      const namespace =
        (reusable ? ((await takeIdle(idle)) ?? (await takePrepared())) : undefined) ??
        (await connect(options, await found, ports));
      const { path, hostGateway, forwarder } = namespace;
      return {
        namespacePath: path,
        hostGateway,
        ...(forwarder === undefined ? {} : { forwarder }),
        release: async () => {
          if (reusable && idle.length < MAX_IDLE) idle.push(namespace);
          else await namespace.close();
        },
      };
    },
  };
}

async function takeIdle(idle: ConnectedNamespace[]): Promise<ConnectedNamespace | undefined> {
  for (let namespace = idle.pop(); namespace; namespace = idle.pop()) {
    if (namespace.isAlive()) return namespace;
    await namespace.close();
  }
  return undefined;
}

function unconnected(): ContainerNetwork {
  return { namespacePath: undefined, hostGateway: ownAddress(), release: async () => {} };
}

/** The first provider that works stays the only one of `providers`. */
async function connect(
  options: NetworksOptions,
  providers: NetworkProvider[],
  ports: readonly PublishedPort[],
): Promise<ConnectedNamespace> {
  await checkPorts(ports);
  const reasons: string[] = [];
  for (const provider of [...providers]) {
    const path = join(options.runFolder, `network-${randomBytes(4).toString('hex')}`);
    try {
      await makeNetworkNamespace(path);
    } catch (error) {
      reasons.push(`a network namespace cannot be made: ${(error as Error).message}`);
      break;
    }
    try {
      const connection = await provider.connect(path, ports);
      providers.splice(0, providers.length, provider);
      return {
        ...connection,
        path,
        close: async () => {
          await connection.close();
          await removeNetworkNamespace(path);
        },
      };
    } catch (error) {
      await removeNetworkNamespace(path);
      reasons.push(`${provider.name}: ${(error as Error).message}`);
    }
  }
  throw unavailable(options, reasons);
}

async function providersOf(options: NetworksOptions): Promise<NetworkProvider[]> {
  const { searchPath, userNamespace } = options;
  const plugins = userNamespace ? undefined : findPluginFolder(bridgePlugins);
  const pasta = findProgram('pasta', searchPath);
  const slirp = findProgram('slirp4netns', searchPath);
  // Asking takes a process of its own, and where the bridge works no other is used.
  const recent = pasta !== undefined && !plugins && (await isRecentPasta(pasta));
  return [
    ...(plugins ? [bridgeNetwork(plugins, searchPath)] : []),
    ...(pasta && recent ? [pastaNetwork(pasta)] : []),
    ...(slirp ? [slirpNetwork(slirp)] : []),
    ...(pasta && !recent ? [pastaNetwork(pasta)] : []),
  ];
}

function unavailable(options: NetworksOptions, reasons: readonly string[]): RuntimeError {
  const missing = options.userNamespace
    ? 'neither pasta nor slirp4netns is installed'
    : "neither CNI's plugins nor pasta nor slirp4netns is installed";
  const install = installAdvice('slirp4netns', options.searchPath);
  const device = /\/dev\/net\/tun|Permission denied|child failed/u.test(reasons.join())
    ? 'let everyone open /dev/net/tun, as most systems do (modprobe tun; chmod 666 /dev/net/tun)'
    : install;
  return new RuntimeError(
    'NETWORK_UNAVAILABLE',
    `no network for containers: ${reasons.length === 0 ? missing : reasons.join('; ')}`,
    { advice: `${reasons.length === 0 ? install : device}; or use --network none` },
  );
}
