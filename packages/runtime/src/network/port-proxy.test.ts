import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { publishPorts } from './port-proxy.ts';

it('passes connections on, each direction to its own end', async () => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let question = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      question += chunk;
    });
    // Answered only when the other side has said all.
    socket.on('end', () => socket.end(question.toUpperCase()));
  }).listen(0, '127.0.0.2');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const proxy = await publishPorts(
    [{ hostAddress: '127.0.0.1', hostPort: port, containerPort: port, protocol: 'tcp' }],
    '127.0.0.2',
  );
  const client = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  client.end('question');
  expect(await text(client)).toBe('QUESTION');
  await proxy.close();
  server.close();
  const refused = once(connect(port, '127.0.0.1'), 'connect');
  await expect(refused).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('passes datagrams on and answers back', async () => {
  const server = createSocket('udp4');
  server.on('message', (message, { port, address }) => server.send(`${message}!`, port, address));
  server.bind(0, '127.0.0.2');
  await once(server, 'listening');
  const { port } = server.address();
  const proxy = await publishPorts(
    [{ hostAddress: '127.0.0.1', hostPort: port, containerPort: port, protocol: 'udp' }],
    '127.0.0.2',
  );
  const client = createSocket('udp4');
  client.send('hello', port, '127.0.0.1');
  const [answer] = (await once(client, 'message')) as [Buffer];
  expect(answer.toString()).toBe('hello!');
  client.close();
  await proxy.close();
  server.close();
});

it('says that a port is taken, and gives back those it had', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const taken = {
    hostAddress: '127.0.0.1',
    hostPort: port,
    containerPort: 1,
    protocol: 'tcp',
  } as const;
  await expect(publishPorts([taken], '127.0.0.2')).rejects.toMatchObject({ code: 'EADDRINUSE' });
  server.close();
});
