import type { Digest } from '@slipway/oci';
import type { HubServices } from '../hub-services.ts';
import type { JobContext, JobHandler, PeriodicJob } from '../jobs/job.ts';
import { isFileSystemLayer } from '../layers/layer-types.ts';
import { countRepository, namespaceBytes } from './count-repository.ts';
import { writeFacts, writeNamespaceStorage } from './facts-commands.ts';
import { forgetImages, keepImages } from './image-commands.ts';
import type { ImageDetails } from './image-details.ts';
import { type ContentsChanged, contentsChangedTopic } from './image-push-participant.ts';
import type { ImageReader } from './image-reader.ts';
import { rowOfDetails } from './image-rows.ts';
import { mainMember } from './main-member.ts';

type Services = Pick<HubServices, 'database' | 'clock'>;
const batch = 200;

/** Reads what was pushed, and counts the repository. */
export function contentsJob(services: Services, reader: ImageReader): JobHandler {
  return {
    topic: contentsChangedTopic,
    async handle({ payload }) {
      const { repositoryId, pushed } = payload as ContentsChanged;
      if (pushed)
        await keepImage(services, reader, pushed as { digest: Digest; mediaType: string });
      await count(services, repositoryId);
    },
  };
}

/** What is done now and then: whatever no push asked for. */
export function imagePeriodicJobs(services: Services, reader: ImageReader): PeriodicJob[] {
  return [
    {
      name: 'hub.count-storage',
      about: 'Counts repositories and namespaces whose contents changed',
      everyMs: 30_000,
      run: (context) => countStale(services, context),
    },
    {
      name: 'hub.read-images',
      about: 'Reads manifests that have not been read yet, and forgets those that are gone',
      everyMs: 3_600_000,
      run: (context) => readUnread(services, reader, context),
    },
  ];
}

/** Keeps what a manifest holds, and each member of an index. */
async function keepImage(
  { database, clock }: Services,
  reader: ImageReader,
  pushed: { readonly digest: Digest; readonly mediaType: string },
): Promise<void> {
  const details = await reader.read(pushed.digest, pushed.mediaType);
  // Deleted again, and collected.
  if (!details) return;
  const members = await reader.readAll((details.members ?? []).slice(0, 1000));
  const all = [details, ...members.values()];
  const main = details.members && mainMember(details.members);
  const size = main ? members.get(main.digest)?.size : details.size;
  await database.run(keepImages, {
    rows: all.map(rowOfDetails),
    sizes: size === undefined ? [] : [{ digest: details.digest, size }],
    layers: all.flatMap(fileSystemLayers),
    now: clock(),
  });
}

function fileSystemLayers({ kind, layers }: ImageDetails) {
  if (kind !== 'image') return [];
  return layers
    .filter(({ media_type }) => isFileSystemLayer(media_type))
    .map(({ digest, media_type }) => ({ digest: digest as Digest, mediaType: media_type }));
}

async function count({ database, clock }: Services, repositoryId: number): Promise<void> {
  const now = clock();
  const facts = await countRepository(database, repositoryId);
  await database.run(writeFacts, { repositoryId, facts, now });
}

async function countStale(services: Services, { signal }: JobContext): Promise<string> {
  const { database, clock } = services;
  const stale = await database.query
    .selectFrom('hub_repository_facts')
    .select('repository_id')
    .where('stale_since', 'is not', null)
    .orderBy('stale_since')
    .limit(1000)
    .execute();
  for (const { repository_id } of stale) {
    if (signal.aborted) break;
    await count(services, repository_id);
  }
  const namespaces = await database.query
    .selectFrom('hub_namespace_storage')
    .select('namespace_id')
    .where('stale_since', 'is not', null)
    .limit(1000)
    .execute();
  for (const { namespace_id: namespaceId } of namespaces) {
    if (signal.aborted) break;
    const now = clock();
    const bytes = await namespaceBytes(database.query, namespaceId);
    await database.run(writeNamespaceStorage, { namespaceId, bytes, now });
  }
  return `${stale.length} repositories, ${namespaces.length} namespaces counted`;
}

async function readUnread(
  services: Services,
  reader: ImageReader,
  { signal }: JobContext,
): Promise<string> {
  const { database } = services;
  let read = 0;
  let after = '' as Digest;
  while (!signal.aborted) {
    const unread = await database.query
      .selectFrom('registry_manifests as manifest')
      .leftJoin('hub_images as image', 'image.digest', 'manifest.digest')
      .select(['manifest.digest', 'manifest.media_type as mediaType'])
      .where('image.digest', 'is', null)
      .where('manifest.digest', '>', after)
      .orderBy('manifest.digest')
      .limit(batch)
      .execute();
    for (const each of unread) {
      if (signal.aborted) break;
      await keepImage(services, reader, each);
      read++;
    }
    const last = unread.at(-1);
    if (!last || unread.length < batch) break;
    after = last.digest;
  }
  let forgotten = 0;
  for (let gone = batch; gone === batch && !signal.aborted; forgotten += gone) {
    gone = await database.run(forgetImages, { limit: batch });
  }
  return `${read} read, ${forgotten} forgotten`;
}
