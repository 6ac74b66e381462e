import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { ContainerNetwork, NetworkNamespace, PublishedPort } from './container-network.ts';

/** slirp4netns' own nameserver within its default network, 10.0.2.0/24. */
const FORWARDER = '10.0.2.3';
const CONTAINER_ADDRESS = '10.0.2.100';

/**
 * slirp4netns: the container's connections become ordinary ones of a process of ours. The machine's
 * loopback is closed to them. Rejects where slirp4netns cannot start.
 */
export async function connectSlirp(
  program: string,
  namespace: NetworkNamespace,
  options: { readonly runFolder: string; readonly ports: readonly PublishedPort[] },
): Promise<Omit<ContainerNetwork, 'namespacePath'>> {
  const socket = join(options.runFolder, `slirp-${namespace.path.replaceAll('/', '')}.sock`);
  const publishes = options.ports.length > 0;
  const child = spawn(
    program,
    [
      '--configure',
      '--mtu=65520',
      '--disable-host-loopback',
      '--ready-fd=3',
      '--netns-type=path',
      ...(publishes ? [`--api-socket=${socket}`] : []),
      namespace.path,
      'tap0',
    ],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], detached: true },
  );
  const close = () => child.kill('SIGKILL');
  try {
    await ready(child);
    for (const port of options.ports) await publish(socket, port);
  } catch (error) {
    close();
    throw error;
  }
  child.unref();
  return {
    hostGateway: ownAddress(),
    forwarder: FORWARDER,
    release: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.ref();
      const ended = once(child, 'exit');
      close();
      await ended;
    },
  };
}

async function ready(child: ReturnType<typeof spawn>): Promise<void> {
  const complaint: Buffer[] = [];
  child.stderr?.on('data', (data: Buffer) => {
    if (complaint.length < 16) complaint.push(data);
  });
  const readyPipe = child.stdio[3];
  if (!readyPipe) throw new Error('slirp4netns: no pipe');
  const failed = once(child, 'error').then(([error]) => {
    throw error as Error;
  });
  const ended = once(child, 'exit').then(([code]) => {
    const text = Buffer.concat(complaint).toString().trim().split('\n').at(-1);
    throw new Error(`slirp4netns ended with ${code}: ${text}`);
  });
  failed.catch(() => {});
  ended.catch(() => {});
  await Promise.race([once(readyPipe, 'data'), failed, ended]);
  readyPipe.destroy();
  // Neither may keep this process from ending.
  (child.stderr as { unref?(): void } | null)?.unref?.();
}

/** slirp4netns' control socket: one request a connection. */
async function publish(path: string, port: PublishedPort): Promise<void> {
  const request = {
    execute: 'add_hostfwd',
    arguments: {
      proto: port.protocol,
      host_addr: port.hostAddress ?? '0.0.0.0',
      host_port: port.hostPort,
      guest_addr: CONTAINER_ADDRESS,
      guest_port: port.containerPort,
    },
  };
  const connection = createConnection(path);
  connection.end(JSON.stringify(request));
  const answer: Buffer[] = [];
  for await (const data of connection) answer.push(data as Buffer);
  const { error } = JSON.parse(Buffer.concat(answer).toString()) as { error?: { desc?: string } };
  if (error) {
    throw new Error(`port ${port.hostPort} cannot be published: ${error.desc ?? 'refused'}`);
  }
}

/** The machine's own address that others see: loopback is closed, this one is not. */
export function ownAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const found = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
  return found?.address ?? '127.0.0.1';
}
