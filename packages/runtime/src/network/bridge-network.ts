import { mkdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type FileLock, tryLock, withLock } from '@slipway/linux';
import { readNameservers } from '../execute/network-files.ts';
import { chooseSubnet, isSubnetFree, type SubnetPrefix } from './choose-subnet.ts';
import { addByPlugin } from './cni-plugin.ts';
import type { NetworkProvider } from './container-network.ts';
import { masquerade } from './masquerade.ts';
import { publishPorts } from './port-proxy.ts';

const BRIDGE = 'slipway0';
/** The machine's, for all who build as root on it; gone with a restart, as the bridge is. */
const STATE_FOLDER = '/run/slipway/network';

export const bridgePlugins = ['bridge', 'static', 'loopback'];

/**
 * A bridge of the machine's own, made by CNI's plugins. What stays after the containers is the bridge
 * with one rule; addresses are held by locks that end with their holder, so nothing leaks when a
 * build is killed.
 */
export function bridgeNetwork(pluginFolder: string, searchPath: string): NetworkProvider {
  let prepared: Promise<PreparedSubnet> | undefined;
  return {
    name: "CNI's bridge",
    async connect(namespacePath, ports) {
      prepared ??= prepareSubnet(searchPath);
      const { prefix, rules } = await prepared;
      const { address, lock } = takeAddress(prefix);
      try {
        await Promise.all([
          rules,
          attach(pluginFolder, namespacePath, { address, gateway: `${prefix}.1` }),
        ]);
        const proxy = await publishPorts(ports, address);
        return {
          hostGateway: `${prefix}.1`,
          isAlive: () => true,
          // The virtual cable ends with the namespace.
          close: async () => {
            await proxy.close();
            lock.release();
          },
        };
      } catch (error) {
        lock.release();
        throw error;
      }
    },
  };
}

interface PreparedSubnet {
  readonly prefix: SubnetPrefix;
  /** Resolves when packets may leave. */
  readonly rules: Promise<void>;
}

async function prepareSubnet(searchPath: string): Promise<PreparedSubnet> {
  mkdirSync(STATE_FOLDER, { recursive: true, mode: 0o700 });
  const options = { mode: 'exclusive' } as const;
  const prefix = await withLock(join(STATE_FOLDER, 'lock'), options, readOrChooseSubnet);
  const rules = masquerade(`${prefix}.0/24`, searchPath);
  // Whoever waits for it hears of a failure.
  rules.catch(() => {});
  return { prefix, rules };
}

async function readOrChooseSubnet(): Promise<SubnetPrefix> {
  const file = join(STATE_FOLDER, 'subnet');
  const routes = await readFile('/proc/net/route', 'utf8');
  const addresses = await readNameservers();
  const remembered = await readFile(file, 'utf8').catch(() => '');
  if (
    remembered !== '' &&
    isSubnetFree({ prefix: remembered, routes, addresses, bridge: BRIDGE })
  ) {
    return remembered;
  }
  const prefix = chooseSubnet(routes, addresses, BRIDGE);
  if (prefix === undefined) throw new Error('every subnet from 10.187.0.0/16 is routed elsewhere');
  await writeFile(file, prefix);
  return prefix;
}

/** An address that nobody holds, searched from a random one on: neighbours remember the last user. */
function takeAddress(prefix: SubnetPrefix): { readonly address: string; readonly lock: FileLock } {
  const usable = 253;
  const first = Math.floor(Math.random() * usable);
  for (let tried = 0; tried < usable; tried++) {
    const address = `${prefix}.${2 + ((first + tried) % usable)}`;
    const lock = tryLock(join(STATE_FOLDER, address), 'exclusive');
    if (lock) return { address, lock };
  }
  throw new Error(`all ${usable} addresses of ${prefix}.0/24 are in use`);
}

async function attach(
  folder: string,
  namespacePath: string,
  { address, gateway }: { readonly address: string; readonly gateway: string },
): Promise<void> {
  const call = { folder, namespacePath, containerId: basename(namespacePath) };
  const loopback = addByPlugin({
    ...call,
    plugin: 'loopback',
    interfaceName: 'lo',
    configuration: { name: 'slipway' },
  });
  const bridge = addByPlugin({
    ...call,
    plugin: 'bridge',
    interfaceName: 'eth0',
    configuration: {
      name: 'slipway',
      bridge: BRIDGE,
      isGateway: true,
      forceAddress: true,
      hairpinMode: true,
      ipMasq: false,
      ipam: {
        type: 'static',
        addresses: [{ address: `${address}/24`, gateway }],
        routes: [{ dst: '0.0.0.0/0' }],
      },
    },
  });
  await Promise.all([loopback, bridge]);
}
