import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import type { PublishedPort } from './container-network.ts';

export interface PortProxy {
  /** Ends open connections too. */
  close(): Promise<void>;
}

/** Silence after which a UDP client is forgotten, as Docker's proxy does. */
const UDP_IDLE_MS = 90_000;

/**
 * Passes connections to a machine's ports on to a container: unlike rules in the kernel's tables it
 * ends with this process, however that ends. Rejects where a port is taken.
 */
export async function publishPorts(
  ports: readonly PublishedPort[],
  address: string,
): Promise<PortProxy> {
  const opened: PortProxy[] = [];
  const close = async () => {
    await Promise.all(opened.map((proxy) => proxy.close()));
  };
  try {
    for (const port of ports) {
      opened.push(await (port.protocol === 'tcp' ? proxyTcp : proxyUdp)(port, address));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

async function proxyTcp(port: PublishedPort, address: string): Promise<PortProxy> {
  const open = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, (client) => {
    const target = createConnection({
      host: address,
      port: port.containerPort,
      allowHalfOpen: true,
    });
    for (const [socket, other] of [
      [client, target],
      [target, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroySoon();
      });
      socket.pipe(other);
    }
  });
  server.listen({ host: port.hostAddress ?? '0.0.0.0', port: port.hostPort });
  await once(server, 'listening');
  return {
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

async function proxyUdp(port: PublishedPort, address: string): Promise<PortProxy> {
  const clients = new Map<string, { socket: DatagramSocket; timer: NodeJS.Timeout }>();
  const server = createSocket('udp4');
  server.on('message', (message, { address: host, port: from }) => {
    const key = `${host}:${from}`;
    const client = clients.get(key) ?? openClient(key, (answer) => server.send(answer, from, host));
    client.timer.refresh();
    client.socket.send(message, port.containerPort, address);
  });
  function openClient(key: string, answer: (data: Buffer) => void) {
    const socket = createSocket('udp4');
    socket.on('message', (data) => {
      clients.get(key)?.timer.refresh();
      answer(data);
    });
    // Refused: the container does not listen yet. UDP loses packets.
    socket.on('error', () => {});
    const timer = setTimeout(() => {
      clients.delete(key);
      socket.close();
    }, UDP_IDLE_MS);
    const client = { socket, timer };
    clients.set(key, client);
    return client;
  }
  server.bind(port.hostPort, port.hostAddress ?? '0.0.0.0');
  await once(server, 'listening');
  return {
    async close() {
      for (const { socket, timer } of clients.values()) {
        clearTimeout(timer);
        socket.close();
      }
      clients.clear();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
