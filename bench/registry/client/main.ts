// The one process that pushes: told what to do by messages, so that its own start costs nothing.
import { Connection } from './connection.ts';
import { hashBlob } from './content.ts';
import type { Image, JobAnswer, JobMessage, JobName, Jobs, Target } from './jobs.ts';
import { pushBlob, pushManifest, readManifest } from './registry-calls.ts';

/** As many blobs at once as skopeo moves. */
const parallelBlobs = 6;

type Handlers = {
  [Name in JobName]: (input: Jobs[Name]['input']) => Promise<Jobs[Name]['result']>;
};

const handlers: Handlers = {
  hash: async ({ blobs }) => blobs.map(hashBlob),
  push: ({ target, clients, blobs }) =>
    withConnections(target, clients, (connections) =>
      timed(() =>
        each(connections, blobs, (connection, blob) =>
          pushBlob(connection, { repository: target.repository, blob }),
        ),
      ),
    ),
  pushImages: ({ target, images }) =>
    withConnections(target, parallelBlobs, async (connections) => {
      let manifestDigest = '';
      const { seconds } = await timed(async () => {
        for (const image of images) {
          manifestDigest = await pushImage(connections, target.repository, image);
        }
      });
      return { seconds, manifestDigest };
    }),
  pullImage: ({ target, tag, times }) =>
    withConnections(target, parallelBlobs, (connections) =>
      timed(async () => {
        for (let time = 0; time < times; time += 1) {
          await pullImage(connections, target.repository, tag);
        }
      }),
    ),
  uploadFor: ({ target, clients, blob, seconds }) =>
    withConnections(target, clients, async (connections) => {
      let bytes = 0;
      const signal = AbortSignal.timeout(seconds * 1000);
      const onSent = (sent: number) => {
        bytes += sent;
      };
      const uploads = connections.map((connection) =>
        pushBlob(connection, { repository: target.repository, blob, signal, onSent }).catch(
          (error) => {
            if (!signal.aborted) throw error;
          },
        ),
      );
      await Promise.all(uploads);
      return { bytes };
    }),
};

async function pushImage(
  connections: readonly Connection[],
  repository: string,
  image: Image,
): Promise<string> {
  await each(connections, [image.config, ...image.layers], async (connection, blob) => {
    await connection.call({
      method: 'HEAD',
      path: `/v2/${repository}/blobs/${blob.digest}`,
      expect: 404,
    });
    await pushBlob(connection, { repository, blob });
  });
  return pushManifest(first(connections), repository, image);
}

async function pullImage(
  connections: readonly Connection[],
  repository: string,
  tag: string,
): Promise<void> {
  const digests = await readManifest(first(connections), repository, tag);
  await each(connections, digests, (connection, digest) =>
    connection.drain({ method: 'GET', path: `/v2/${repository}/blobs/${digest}`, expect: 200 }),
  );
}

/** Shares items out to connections, each taking the next one when it is done. */
async function each<Item>(
  connections: readonly Connection[],
  items: readonly Item[],
  work: (connection: Connection, item: Item) => Promise<unknown>,
): Promise<void> {
  const queue = items.values();
  await Promise.all(
    connections.map(async (connection) => {
      for (const item of queue) await work(connection, item);
    }),
  );
}

async function withConnections<Result>(
  target: Target,
  count: number,
  work: (connections: readonly Connection[]) => Promise<Result>,
): Promise<Result> {
  const connections = Array.from({ length: count }, () => new Connection(target));
  try {
    return await work(connections);
  } finally {
    for (const connection of connections) connection.close();
  }
}

async function timed(work: () => Promise<void>): Promise<{ seconds: number }> {
  const began = performance.now();
  await work();
  return { seconds: (performance.now() - began) / 1000 };
}

function first(connections: readonly Connection[]): Connection {
  const [connection] = connections;
  if (!connection) throw new Error('no connection');
  return connection;
}

async function perform(message: JobMessage): Promise<JobAnswer> {
  // The table's type ties each input to its own handler, which a lookup by name cannot express.
  const handler = handlers[message.name] as (input: unknown) => Promise<unknown>;
  try {
    return { result: await handler(message.input) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

process.on('message', async (message: JobMessage) => {
  process.send?.(await perform(message));
});
process.on('disconnect', () => process.exit());
