import { deleteImagesSchema, imageListQuerySchema, imageRoutes } from '@slipway/api';
import { type Digest, tryParseDigest } from '@slipway/oci';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement } from '../api/hub-router.ts';
import { pageAnswer, pageQuery } from '../api/paging.ts';
import { ProblemError } from '../api/problem-error.ts';
import { pathName } from '../api/repository-path.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { allowedRepository } from '../tags/allowed-repository.ts';
import { refusalProblem } from '../tags/permitted.ts';
import { repositoryIdOf } from '../tags/tag-area.ts';
import { deleteImages, previewDeletion } from './delete-images.ts';
import { contentsJob, imagePeriodicJobs } from './image-jobs.ts';
import type { ImageReader } from './image-reader.ts';
import { showImage } from './image-view.ts';
import { listImages } from './list-images.ts';
import { listReferrers } from './list-referrers.ts';

const maximumManifestBytes = 64 * 1024 * 1024;

/** Manifests of repositories: what they hold, and what refers to them. */
export function imageArea(services: HubServices, reader: ImageReader): HubArea {
  const found = (request: HubRequest) => manifestOf(services, request);
  return {
    routes: [
      implement(imageRoutes.list, (request) => list(services, reader, request)),
      implement(imageRoutes.delete, (request) => remove(services, request)),
      implement(imageRoutes.read, async (request) => {
        const body = await showImage(services, reader, await found(request));
        return { status: 200, body };
      }),
      implement(imageRoutes.manifest, async (request) => {
        const { digest, media_type, size } = await found(request);
        const bytes = await reader.readBytes(digest, maximumManifestBytes);
        if (!bytes) throw unknownManifest(digest);
        const manifest = bytes.toString('utf8');
        return { status: 200, body: { digest, media_type, size: Number(size), manifest } };
      }),
      implement(imageRoutes.referrers, async (request) => {
        const results = await listReferrers(services, reader, await found(request));
        return { status: 200, body: { results } };
      }),
    ],
    jobs: [contentsJob(services, reader)],
    periodic: imagePeriodicJobs(services, reader),
  };
}

async function list(
  services: HubServices,
  reader: ImageReader,
  request: HubRequest,
): Promise<HubReply> {
  const page = pageQuery(request);
  const asked = request.queryOf(imageListQuerySchema);
  const repositoryId = await repositoryIdOf(services, request);
  const found = await listImages(services, reader, { repositoryId, page, asked });
  return { status: 200, body: pageAnswer(request, page, found) };
}

async function remove(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(deleteImagesSchema);
  const digests = asked.digests.map((text) => {
    const digest = tryParseDigest(text);
    if (!digest) throw new ProblemError(400, `${JSON.stringify(text)} is no digest`);
    return digest;
  });
  const wish = { tags: asked.tags, digests };
  if (asked.dry_run) {
    const { id: repositoryId } = await allowedRepository(services, request, 'delete');
    const { shown } = await previewDeletion(services.database.query, { repositoryId, ...wish });
    return { status: 200, body: shown };
  }
  const outcome = await services.database.run(deleteImages, {
    ...{ subject: request.subject, path: pathName(request), now: services.clock() },
    ...{ ...wish, actor: request.actor() },
  });
  if (outcome.kind !== 'deleted') throw refusalProblem(outcome);
  return { status: 200, body: outcome.done };
}

/** The manifest that the path names, in the path's repository. */
export async function manifestOf(services: HubServices, request: HubRequest) {
  const repositoryId = await repositoryIdOf(services, request);
  const text = request.param('digest');
  const digest = tryParseDigest(text);
  const row =
    digest &&
    (await services.database.query
      .selectFrom('registry_manifests')
      .select(['repository_id', 'digest', 'media_type', 'size', 'pushed_at'])
      .where('repository_id', '=', repositoryId)
      .where('digest', '=', digest)
      .executeTakeFirst());
  if (!row) throw unknownManifest(text);
  return row;
}

function unknownManifest(text: Digest | string): ProblemError {
  const shown = JSON.stringify(text.slice(0, 150));
  return new ProblemError(404, `this repository has no manifest ${shown}`);
}
