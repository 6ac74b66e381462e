import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import type { NetworkProvider, PublishedPort } from './container-network.ts';
import { startHelper } from './helper-process.ts';
import { ownAddress } from './own-address.ts';

/** slirp4netns' own nameserver within its default network, 10.0.2.0/24. */
const FORWARDER = '10.0.2.3';
const CONTAINER_ADDRESS = '10.0.2.100';

/**
 * slirp4netns: the container's connections become ordinary ones of a process of ours. The machine's
 * loopback is closed to them.
 */
export function slirpNetwork(program: string): NetworkProvider {
  return {
    name: 'slirp4netns',
    async connect(namespacePath, ports) {
      const socket = `${namespacePath}.sock`;
      const helper = await startHelper(
        [
          program,
          '--configure',
          '--mtu=65520',
          '--disable-host-loopback',
          '--netns-type=path',
          `--api-socket=${socket}`,
          namespacePath,
          'tap0',
        ],
        // It listens there once the interface is up.
        () => existsSync(socket),
      );
      const close = async () => {
        await helper.stop();
        await rm(socket, { force: true });
      };
      try {
        for (const port of ports) await publish(socket, port);
      } catch (error) {
        await close();
        throw error;
      }
      return { hostGateway: ownAddress(), forwarder: FORWARDER, isAlive: helper.isAlive, close };
    },
  };
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
