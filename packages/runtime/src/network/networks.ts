import { RuntimeError } from '../errors.ts';
import type { ContainerSpec } from '../execute/container.ts';
import { findProgram, installAdvice } from '../execute/find-program.ts';
import type { ContainerNetwork, NetworkProvider } from './container-network.ts';
import { openNetworkNamespace } from './network-namespace.ts';
import { connectSlirp, ownAddress } from './slirp-network.ts';

export interface NetworksOptions {
  readonly searchPath: string;
  readonly runFolder: string;
  readonly userNamespace: boolean;
}

/** Gives containers the networks that they ask for. */
export interface Networks {
  /** Throws NETWORK_UNAVAILABLE where none of the ways out works; never falls back on the machine's own. */
  acquire(
    spec: Pick<ContainerSpec, 'network' | 'ports' | 'security'>,
    signal?: AbortSignal,
  ): Promise<ContainerNetwork>;
}

export function createNetworks(options: NetworksOptions): Networks {
  return {
    acquire: async (spec) => {
      if (spec.network !== 'default') return unconnected();
      return connect(options, spec.ports ?? []);
    },
  };
}

function unconnected(): ContainerNetwork {
  return { namespacePath: undefined, hostGateway: ownAddress(), release: async () => {} };
}

async function connect(
  options: NetworksOptions,
  ports: NonNullable<ContainerSpec['ports']>,
): Promise<ContainerNetwork> {
  const reasons: string[] = [];
  for (const provider of providers(options)) {
    const namespace = await openNetworkNamespace();
    try {
      const network = await provider.create(namespace, ports);
      return {
        ...network,
        namespacePath: namespace.path,
        release: async () => {
          await network.release();
          namespace.close();
        },
      };
    } catch (error) {
      namespace.close();
      reasons.push(`${provider.name}: ${(error as Error).message}`);
    }
  }
  throw unavailable(options, reasons);
}

function providers({ searchPath, runFolder }: NetworksOptions): NetworkProvider[] {
  const slirp = findProgram('slirp4netns', searchPath);
  return [
    ...(slirp
      ? [
          {
            name: 'slirp4netns',
            create: (namespace, ports) => connectSlirp(slirp, namespace, { runFolder, ports }),
          } satisfies NetworkProvider,
        ]
      : []),
  ];
}

function unavailable(options: NetworksOptions, reasons: readonly string[]): RuntimeError {
  const packages = options.userNamespace ? 'slirp4netns' : 'containernetworking-plugins';
  return new RuntimeError(
    'NETWORK_UNAVAILABLE',
    reasons.length === 0
      ? 'no network for containers: neither pasta nor slirp4netns is installed'
      : `no network for containers: ${reasons.join('; ')}`,
    { advice: `${installAdvice(packages, options.searchPath)}, or use --network none` },
  );
}
