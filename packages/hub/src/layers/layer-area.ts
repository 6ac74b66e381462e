import {
  type Comparison,
  compareQuerySchema,
  type FileEntry,
  layerFilesQuerySchema,
  layerRoutes,
} from '@slipway/api';
import { type Digest, tryParseDigest } from '@slipway/oci';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement } from '../api/hub-router.ts';
import { offsetOf, pageAnswer, pageQuery } from '../api/paging.ts';
import { ProblemError } from '../api/problem-error.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import type { ImageReader } from '../images/image-reader.ts';
import { repositoryIdOf } from '../tags/tag-area.ts';
import { compareLayers, ImageComparisons, mostChanges } from './compare-images.ts';
import { findReference, pairUp } from './image-reference.ts';
import type { LayerEntry } from './layer-entries.ts';
import { LayerIndexes } from './layer-index.ts';
import { forgetLayersJob, layerJob } from './layer-jobs.ts';

/** Files of layers, and what two images differ by. */
export function layerArea(services: HubServices, reader: ImageReader): HubArea {
  const indexes = new LayerIndexes(services.database as never);
  const comparisons = new ImageComparisons(indexes);
  return {
    routes: [
      implement(layerRoutes.files, (request) => files(services, indexes, request)),
      implement(layerRoutes.compare, (request) =>
        compare(services, { reader, comparisons }, request),
      ),
    ],
    jobs: [layerJob(services)],
    periodic: [forgetLayersJob(services)],
  };
}

async function files(
  services: HubServices,
  indexes: LayerIndexes,
  request: HubRequest,
): Promise<HubReply> {
  const page = pageQuery(request);
  const { path = '', depth } = request.queryOf(layerFilesQuerySchema);
  const digest = await linkedLayer(services, request);
  const known = (await indexes.known([digest])).get(digest);
  const state = known?.state ?? 'pending';
  // No database keeps NUL, and no path has it.
  const folder = path
    .replaceAll('\0', '\ufffd')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
  const found =
    state === 'ready'
      ? await listFiles(indexes, digest, { folder, depth, offset: offsetOf(page), ...page })
      : { count: 0, results: [] };
  const body = {
    ...pageAnswer(request, page, found),
    ...{ state, reason: known?.reason ?? '', unpacked_size: known?.unpackedSize ?? 0 },
  };
  return { status: 200, body };
}

/** What lies in or under a folder: counted to its end, since only that says how many pages there are. */
async function listFiles(
  indexes: LayerIndexes,
  digest: Digest,
  asked: {
    readonly folder: string;
    readonly depth: '1' | undefined;
    readonly offset: number;
    readonly page_size: number;
  },
): Promise<{ count: number; results: FileEntry[] }> {
  const prefix = asked.folder === '' ? '' : `${asked.folder}/`;
  const results: FileEntry[] = [];
  let count = 0;
  for await (const entry of indexes.entries(digest, asked.folder)) {
    if (entry.path === asked.folder) continue;
    if (!entry.path.startsWith(prefix)) {
      // Behind the folder: its content is all together.
      if (count > 0 || entry.path > prefix) break;
      continue;
    }
    if (asked.depth === '1' && entry.path.includes('/', prefix.length)) continue;
    if (count >= asked.offset && results.length < asked.page_size) results.push(shown(entry));
    count++;
  }
  return { count, results };
}

function shown({ path, type, size, mode, uid, gid, link }: LayerEntry): FileEntry {
  return { path, type, size, mode, uid, gid, link };
}

/** The path's layer, where the path's repository has it. */
async function linkedLayer(services: HubServices, request: HubRequest): Promise<Digest> {
  const repositoryId = await repositoryIdOf(services, request);
  const digest = tryParseDigest(request.param('digest'));
  const link =
    digest &&
    (await services.database.query
      .selectFrom('registry_blob_links')
      .select('digest')
      .where('repository_id', '=', repositoryId)
      .where('digest', '=', digest)
      .executeTakeFirst());
  if (!link) throw new ProblemError(404, 'this repository has no such layer');
  return link.digest;
}

async function compare(
  services: HubServices,
  { reader, comparisons }: { reader: ImageReader; comparisons: ImageComparisons },
  request: HubRequest,
): Promise<HubReply> {
  const page = pageQuery(request);
  const asked = request.queryOf(compareQuerySchema);
  const repositoryId = await repositoryIdOf(services, request);
  const [from, to] = await Promise.all(
    [asked.from, asked.to].map((reference) =>
      findReference(services, reader, { repositoryId, reference }),
    ),
  );
  if (!from || !to) throw new Error('two references were asked for');
  const pair = pairUp(from, to, asked.platform);
  const [before, after] = await Promise.all(
    [pair.from, pair.to].map(({ digest, mediaType }) => reader.read(digest, mediaType)),
  );
  if (!before || !after) throw new ProblemError(404, 'an image is not there any more');
  const { state, reason } = await comparisons.comparability(before, after);
  const found = state === 'ready' ? await comparisons.files(before, after) : nothing;
  const { change, search } = asked;
  const changes = found.changes.filter(
    (each) =>
      (change === undefined || each.change === change) &&
      (search === undefined || each.path.toLowerCase().includes(search.toLowerCase())),
  );
  const { layers, sharedLayers, sharedBytes } = compareLayers(before, after);
  const offset = offsetOf(page);
  const results = changes.slice(offset, offset + page.page_size);
  const body: Comparison = {
    ...pageAnswer(request, page, { count: changes.length, results }),
    results,
    from: comparedImage(from, { ...pair.from, size: before.size }),
    to: comparedImage(to, { ...pair.to, size: after.size }),
    platforms: pair.platforms,
    layers: [...layers],
    shared_layers: sharedLayers,
    shared_bytes: sharedBytes,
    size_difference: after.size - before.size,
    ...{ state, reason, added: found.added, removed: found.removed, changed: found.changed },
    unpacked_difference: found.unpackedDifference,
    is_truncated: found.added + found.removed + found.changed > mostChanges,
  };
  return { status: 200, body };
}

const nothing = { added: 0, removed: 0, changed: 0, unpackedDifference: 0, changes: [] };

function comparedImage(
  { reference, digest }: { readonly reference: string; readonly digest: string },
  image: { readonly digest: string; readonly platform: string; readonly size: number },
) {
  const { platform, size } = image;
  return { reference, digest, image_digest: image.digest, platform, size };
}
