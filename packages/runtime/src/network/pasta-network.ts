import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { NetworkProvider, PublishedPort } from './container-network.ts';
import { startHelper } from './helper-process.ts';
import { ownAddress } from './own-address.ts';

const run = promisify(execFile);

const FORWARDER = '10.0.2.3';

/**
 * pasta: as slirp4netns, faster. By itself it would show the machine's loopback at the gateway's
 * address and the machine's listening ports on the container's loopback: all of that is off.
 */
export function pastaNetwork(program: string): NetworkProvider {
  return {
    name: 'pasta',
    async connect(namespacePath, ports) {
      const pidFile = `${namespacePath}.pid`;
      const helper = await startHelper(
        [
          program,
          '--foreground',
          '--ipv4-only',
          '--config-net',
          ...['--address', '10.0.2.100', '--netmask', '255.255.255.0', '--gateway', '10.0.2.2'],
          '--no-map-gw',
          ...['--dns-forward', FORWARDER],
          ...published(ports, 'tcp').flatMap((port) => ['--tcp-ports', port]),
          ...published(ports, 'udp').flatMap((port) => ['--udp-ports', port]),
          ...['--tcp-ns', 'none', '--udp-ns', 'none'],
          // It has left the file system behind by the time it could be told to be nobody.
          ...['--runas', '0'],
          ...['--pid', pidFile],
          ...['--netns', namespacePath],
        ],
        // Written once the namespace is configured.
        () => hasText(pidFile),
      );
      return {
        hostGateway: ownAddress(),
        forwarder: FORWARDER,
        isAlive: helper.isAlive,
        close: async () => {
          await helper.stop();
          await rm(pidFile, { force: true });
        },
      };
    },
  };
}

const RECENT_YEAR = 2024;

/**
 * False for early versions, such as Debian 12's: connections whose other end answers and closes at
 * once hang in them.
 */
export async function isRecentPasta(program: string): Promise<boolean> {
  try {
    const { stdout } = await run(program, ['--version'], { timeout: 10_000 });
    // `pasta 0.0~git20240220.1e6f92b-1`, `pasta 2024_11_27.c0fbc7e`; early ones do not know theirs.
    const year = /(20\d\d)_?[01]\d_?[0-3]\d/u.exec(stdout)?.[1];
    return Number(year ?? 0) >= RECENT_YEAR;
  } catch {
    // One that does not even tell its version is not preferred.
    return false;
  }
}

function published(ports: readonly PublishedPort[], protocol: 'tcp' | 'udp'): string[] {
  const wanted = ports.filter((port) => port.protocol === protocol);
  if (wanted.length === 0) return ['none'];
  return wanted.map(({ hostAddress, hostPort, containerPort }) => {
    const address = hostAddress === undefined ? '' : `${hostAddress}/`;
    return `${address}${hostPort}:${containerPort}`;
  });
}

function hasText(path: string): boolean {
  try {
    return readFileSync(path, 'utf8') !== '';
  } catch {
    // Not made yet.
    return false;
  }
}
