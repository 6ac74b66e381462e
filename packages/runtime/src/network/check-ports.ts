import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { RuntimeError } from '../errors.ts';
import type { PublishedPort } from './container-network.ts';

/**
 * Throws a RuntimeError PORT_UNAVAILABLE where one of the machine's ports cannot be had: each way to
 * publish it would fail, with words of its own.
 */
export async function checkPorts(ports: readonly PublishedPort[]): Promise<void> {
  for (const port of ports) {
    try {
      await (port.protocol === 'tcp' ? tryTcp(port) : tryUdp(port));
    } catch (error) {
      throw notAvailable(port, error as NodeJS.ErrnoException);
    }
  }
}

async function tryTcp({ hostAddress, hostPort }: PublishedPort): Promise<void> {
  const server = createServer();
  server.listen({ host: hostAddress ?? '0.0.0.0', port: hostPort });
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}

async function tryUdp({ hostAddress, hostPort }: PublishedPort): Promise<void> {
  const address = hostAddress ?? '0.0.0.0';
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  try {
    socket.bind({ address, port: hostPort, exclusive: true });
    await once(socket, 'listening');
  } finally {
    socket.close();
  }
}

function notAvailable(port: PublishedPort, cause: NodeJS.ErrnoException): RuntimeError {
  const { hostAddress, hostPort, protocol } = port;
  const name = `port ${hostAddress ? `${hostAddress}:` : ''}${hostPort}/${protocol}`;
  const [reason, advice] = explain(cause);
  return new RuntimeError('PORT_UNAVAILABLE', `${name} cannot be published: ${reason}`, {
    cause,
    advice,
  });
}

function explain({ code, message }: NodeJS.ErrnoException): readonly [string, string] {
  if (code === 'EADDRINUSE') return ['it is in use', 'Publish another, or end what listens on it'];
  if (code === 'EACCES') {
    return ['an ordinary user may not have it', 'Publish one from 1024 on'];
  }
  if (code === 'EADDRNOTAVAIL') {
    return ['this machine has no such address', 'Leave the address out, or name one of its own'];
  }
  return [message, 'Publish another'];
}
