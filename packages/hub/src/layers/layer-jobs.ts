import { ArchiveError } from '@slipway/archive';
import type { ContentStore } from '@slipway/content';
import type { Digest } from '@slipway/oci';
import type { HubServices } from '../hub-services.ts';
import { indexLayerTopic } from '../images/image-commands.ts';
import type { JobContext, JobHandler, PeriodicJob } from '../jobs/job.ts';
import { finishLayer, forgetLayers, LayerIndexes } from './layer-index.ts';
import { isFileSystemLayer } from './layer-types.ts';
import {
  defaultLayerLimits,
  type LayerLimits,
  LayerTooLargeError,
  readLayer,
} from './read-layer.ts';

type Services = Pick<HubServices, 'database' | 'content'>;
const batch = 200;

/** Reads each layer once, and keeps which files it has. */
export function layerJob(
  { database, content }: Services,
  limits: LayerLimits = defaultLayerLimits,
): JobHandler {
  const indexes = new LayerIndexes(database as never);
  const finish = (digest: Digest, state: 'skipped' | 'failed', reason: string) =>
    database.run(finishLayer as never, {
      ...{ digest, state, reason, entries: 0, unpackedSize: 0, chunks: 0 },
    });
  return {
    topic: indexLayerTopic,
    async handle({ payload }, { signal }) {
      const { digest, mediaType } = payload as { digest: Digest; mediaType: string };
      if ((await indexes.known([digest])).get(digest)?.state === 'ready') return;
      if (!isFileSystemLayer(mediaType)) {
        await finish(digest, 'skipped', `${mediaType} is no archive of files`);
        return;
      }
      try {
        const layer = await read(content, digest, { limits, signal });
        if (layer === undefined) await finish(digest, 'failed', 'the layer is not there any more');
        else await indexes.write(digest, layer.entries, layer.unpackedSize);
      } catch (error) {
        if (error instanceof LayerTooLargeError) await finish(digest, 'skipped', error.message);
        else if (error instanceof ArchiveError) await finish(digest, 'failed', error.message);
        else throw error;
      }
    },
  };
}

/** Forgets the files of layers that are gone. */
export function forgetLayersJob({ database }: Pick<HubServices, 'database'>): PeriodicJob {
  return {
    name: 'hub.forget-layers',
    about: 'Forgets the files of layers that no repository has any more',
    everyMs: 6 * 3_600_000,
    async run({ signal }: JobContext) {
      let forgotten = 0;
      while (!signal.aborted) {
        const gone = await database.query
          .selectFrom('hub_layer_indexes as layer')
          .leftJoin('registry_blobs as blob', 'blob.digest', 'layer.digest')
          .select('layer.digest')
          .where('blob.digest', 'is', null)
          .limit(batch)
          .execute();
        const digests = gone.map(({ digest }) => digest);
        await database.run(forgetLayers as never, { digests });
        forgotten += digests.length;
        if (digests.length < batch) break;
      }
      return `${forgotten} forgotten`;
    },
  };
}

async function read(
  content: ContentStore,
  digest: Digest,
  { limits, signal }: { readonly limits: LayerLimits; readonly signal: AbortSignal },
) {
  const blob = await content.open(digest);
  if (!blob) return undefined;
  try {
    if (blob.size > limits.size) {
      throw new LayerTooLargeError(`it has more than ${limits.size} bytes`);
    }
    return await readLayer(untilStopped(blob.chunks(), signal), limits);
  } finally {
    await blob.close();
  }
}

/** A process that is to end leaves the layer to the next one. */
async function* untilStopped(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    signal.throwIfAborted();
    yield chunk;
  }
}
