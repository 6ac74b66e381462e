import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { type CommandPort, commandChannel, serveCommands } from './index.ts';

const opened: MessagePort[] = [];
afterEach(() => {
  for (const port of opened.splice(0)) port.close();
});

function portOf(port: MessagePort): CommandPort {
  opened.push(port);
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', listener);
    },
    onClose: (listener) => {
      port.on('close', listener);
    },
  };
}

function connect(run: (name: string, input: unknown) => Promise<unknown>) {
  const { port1, port2 } = new MessageChannel();
  serveCommands({ commands: { send: run } }, portOf(port1));
  return { channel: commandChannel(portOf(port2)), writerPort: port1, askerPort: port2 };
}

test('input and output arrive as they were, each with its own asker', async () => {
  const { channel } = connect(async (name, input) => ({ name, input }));
  const inputs = [Uint8Array.of(1, 2), { deep: [null, 1n] }, 'x', undefined];
  const answers = await Promise.all(inputs.map((input, n) => channel.send(`c${n}`, input)));
  expect(answers).toEqual(inputs.map((input, n) => ({ name: `c${n}`, input })));
});

test('an error arrives with its name, message, code, status and detail', async () => {
  const { channel } = connect(async () => {
    throw Object.assign(new RangeError('too far'), { code: 'FAR', status: 404, detail: [1] });
  });
  const error = await channel.send('x', null).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: 'RangeError',
    message: 'too far',
    code: 'FAR',
    status: 404,
    detail: [1],
  });
});

test('when the writer goes, what is in flight fails as unknown and what follows as not sent', async () => {
  const { channel, writerPort } = connect(() => new Promise(() => {}));
  const asked = [channel.send('a', 1), channel.send('b', 2)];
  const outcomes = Promise.allSettled(asked);
  writerPort.close();
  for (const outcome of await outcomes) {
    expect(outcome).toMatchObject({ reason: { code: 'WRITER_GONE', retryable: false } });
  }
  await expect(channel.send('c', 3)).rejects.toMatchObject({
    code: 'WRITER_GONE',
    retryable: true,
  });
});

test('what cannot be cloned fails alone', async () => {
  const { channel } = connect(async (name) => (name === 'bad' ? () => {} : 'good'));
  await expect(channel.send('good', () => {})).rejects.toThrow('could not be cloned');
  await expect(channel.send('bad', null)).rejects.toThrow('answer cannot be sent');
  expect(await channel.send('good', null)).toBe('good');
});

test('others’ messages on the port are left alone', async () => {
  const { channel, writerPort, askerPort } = connect(async () => 'answer');
  for (const message of [null, 'text', { kind: 'other', id: 1 }]) {
    writerPort.postMessage(message);
    askerPort.postMessage(message);
  }
  expect(await channel.send('x', null)).toBe('answer');
});
