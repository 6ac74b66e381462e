import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { checkPorts } from './check-ports.ts';

const port = { hostAddress: '127.0.0.1', containerPort: 80 } as const;

describe('a port to publish', () => {
  it('that another process listens on is named, and free afterwards', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port: hostPort } = server.address() as AddressInfo;
    await expect(checkPorts([{ ...port, hostPort, protocol: 'tcp' }])).rejects.toMatchObject({
      code: 'PORT_UNAVAILABLE',
      message: `port 127.0.0.1:${hostPort}/tcp cannot be published: it is in use`,
      advice: expect.stringContaining('another'),
    });
    server.close();
    await once(server, 'close');
    // Twice: the check itself holds nothing.
    await checkPorts([{ ...port, hostPort, protocol: 'tcp' }]);
    await checkPorts([{ ...port, hostPort, protocol: 'tcp' }]);
  });

  it('of datagrams is another than that of connections', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const hostPort = socket.address().port;
    await checkPorts([{ ...port, hostPort, protocol: 'tcp' }]);
    await expect(checkPorts([{ ...port, hostPort, protocol: 'udp' }])).rejects.toMatchObject({
      code: 'PORT_UNAVAILABLE',
    });
    socket.close();
  });

  it('at an address of another machine is refused', async () => {
    await expect(
      checkPorts([
        { hostAddress: '192.0.2.1', hostPort: 8080, containerPort: 80, protocol: 'tcp' },
      ]),
    ).rejects.toMatchObject({ message: expect.stringContaining('no such address') });
  });
});
