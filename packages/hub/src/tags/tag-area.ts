import {
  type ImmutableTags,
  restoreTagSchema,
  type Tag as ShownTag,
  type TagHistoryEntry,
  type TagImage,
  tagListQuerySchema,
  tagRoutes,
  updateImmutableTagsSchema,
  verifyImmutableTagsSchema,
} from '@slipway/api';
import { type Tag, tryParseDigest, tryParseTag } from '@slipway/oci';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement } from '../api/hub-router.ts';
import { offsetOf, pageAnswer, pageQuery } from '../api/paging.ts';
import { ProblemError } from '../api/problem-error.ts';
import { pathName, unknownRepository } from '../api/repository-path.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import type { ImageReader } from '../images/image-reader.ts';
import { readImmutableTags } from './immutable-tags.ts';
import { isoTime } from './iso-time.ts';
import { findTag, listTags, TagCounts } from './list-tags.ts';
import { matchingTags } from './matching-tags.ts';
import { type Asking, refusalProblem } from './permitted.ts';
import { deleteTag, restoreTag } from './tag-commands.ts';
import { checkPatterns } from './tag-pattern.ts';
import { showTags } from './tag-view.ts';
import { updateImmutableTags } from './update-immutable-tags.ts';

/** Tags of repositories: lists, history, deletion, immutability. */
export function tagArea(services: HubServices, reader: ImageReader): HubArea {
  const routes = new TagRoutes(services, reader);
  return {
    routes: [
      implement(tagRoutes.list, (request) => routes.list(request)),
      implement(tagRoutes.read, (request) => routes.read(request)),
      implement(tagRoutes.delete, (request) => routes.delete(request)),
      implement(tagRoutes.history, (request) => routes.history(request)),
      implement(tagRoutes.restore, (request) => routes.restore(request)),
      implement(tagRoutes.readImmutable, (request) => routes.readImmutable(request)),
      implement(tagRoutes.updateImmutable, (request) => routes.updateImmutable(request)),
      implement(tagRoutes.verifyImmutable, (request) => routes.verifyImmutable(request)),
    ],
  };
}

class TagRoutes {
  readonly #services: HubServices;
  readonly #reader: ImageReader;
  readonly #counts: TagCounts;

  constructor(services: HubServices, reader: ImageReader) {
    this.#services = services;
    this.#reader = reader;
    this.#counts = new TagCounts(services.database);
  }

  async list(request: HubRequest): Promise<HubReply> {
    const page = pageQuery(request);
    const { name, ordering } = request.queryOf(tagListQuerySchema);
    const repositoryId = await repositoryIdOf(this.#services, request);
    const listing = { repositoryId, name, ordering };
    const [rows, count, around] = await Promise.all([
      listTags(this.#services.database.query, {
        ...listing,
        limit: page.page_size,
        offset: offsetOf(page),
      }),
      this.#counts.count(listing),
      this.#around(repositoryId),
    ]);
    const results = await showTags(this.#services, this.#reader, { rows, around });
    return { status: 200, body: pageAnswer(request, page, { count, results }) };
  }

  async read(request: HubRequest): Promise<HubReply> {
    const repositoryId = await repositoryIdOf(this.#services, request);
    return { status: 200, body: await this.#shown(repositoryId, tagOf(request)) };
  }

  async delete(request: HubRequest): Promise<HubReply> {
    const outcome = await this.#services.database.run(deleteTag, {
      ...this.#asking(request),
      tag: tagOf(request),
      actor: request.actor(),
    });
    if (outcome.kind === 'no-tag') throw unknownTag(tagOf(request));
    if (outcome.kind !== 'deleted') throw refusalProblem(outcome);
    return { status: 204 };
  }

  async history(request: HubRequest): Promise<HubReply> {
    const page = pageQuery(request);
    const repositoryId = await repositoryIdOf(this.#services, request);
    const tag = tagOf(request);
    const { query } = this.#services.database;
    const entries = query
      .selectFrom('registry_tag_history as entry')
      .where('entry.repository_id', '=', repositoryId)
      .where('entry.name', '=', tag);
    const [rows, { count }, current] = await Promise.all([
      entries
        .leftJoin('registry_manifests as manifest', (join) =>
          join
            .onRef('manifest.repository_id', '=', 'entry.repository_id')
            .onRef('manifest.digest', '=', 'entry.digest'),
        )
        .select(['entry.action', 'entry.digest', 'entry.at', 'entry.by_name'])
        .select('manifest.digest as present')
        .orderBy('entry.id', 'desc')
        .limit(page.page_size)
        .offset(offsetOf(page))
        .execute(),
      entries.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
      findTag(query, repositoryId, tag),
    ]);
    if (Number(count) === 0) throw unknownTag(tag);
    const isFirst = page.page === 1;
    const results = rows.map((row, index): TagHistoryEntry => {
      const isCurrent =
        isFirst && index === 0 && row.action === 'set' && current?.digest === row.digest;
      const canRestore = row.present !== null && current?.digest !== row.digest;
      return {
        ...{ action: row.action, digest: row.digest, at: isoTime(row.at), by: row.by_name },
        ...{ can_restore: canRestore, is_current: isCurrent },
      };
    });
    return { status: 200, body: pageAnswer(request, page, { count: Number(count), results }) };
  }

  async restore(request: HubRequest): Promise<HubReply> {
    const asked = await request.json(restoreTagSchema);
    const digest = tryParseDigest(asked.digest);
    if (!digest) throw new ProblemError(400, `${JSON.stringify(asked.digest)} is no digest`);
    const tag = tagOf(request);
    const outcome = await this.#services.database.run(restoreTag, {
      ...this.#asking(request),
      ...{ tag, digest, actor: request.actor() },
    });
    if (outcome.kind === 'never-named') {
      throw new ProblemError(404, `the tag ${tag} has never named ${digest}`);
    }
    if (outcome.kind === 'no-manifest') {
      throw new ProblemError(409, `the repository does not have ${digest} any more: push it again`);
    }
    if (outcome.kind !== 'restored') throw refusalProblem(outcome);
    const repositoryId = await repositoryIdOf(this.#services, request);
    return { status: 200, body: await this.#shown(repositoryId, tag) };
  }

  async readImmutable(request: HubRequest): Promise<HubReply> {
    const repositoryId = await repositoryIdOf(this.#services, request);
    const body = await readImmutableTags(this.#services.database.query, repositoryId);
    return { status: 200, body };
  }

  async updateImmutable(request: HubRequest): Promise<HubReply> {
    const asked = await request.json(updateImmutableTagsSchema);
    checkPatterns('immutable_tags_rules', asked.immutable_tags_rules);
    const body: ImmutableTags = {
      enabled: asked.immutable_tags,
      rules: asked.immutable_tags_rules,
    };
    const outcome = await this.#services.database.run(updateImmutableTags, {
      ...this.#asking(request),
      ...body,
      actor: request.actor(),
    });
    if (outcome.kind !== 'updated') throw refusalProblem(outcome);
    return { status: 200, body };
  }

  async verifyImmutable(request: HubRequest): Promise<HubReply> {
    const { regex } = await request.json(verifyImmutableTagsSchema);
    checkPatterns('regex', [regex]);
    const repositoryId = await repositoryIdOf(this.#services, request);
    const body = await matchingTags(this.#services.database.query, repositoryId, regex);
    return { status: 200, body };
  }

  /** One tag, with the layers of its images. */
  async #shown(repositoryId: number, tag: Tag): Promise<ShownTag> {
    const row = await findTag(this.#services.database.query, repositoryId, tag);
    if (!row) throw unknownTag(tag);
    const around = await this.#around(repositoryId);
    const [shown] = await showTags(this.#services, this.#reader, { rows: [row], around });
    if (!shown) throw unknownTag(tag);
    const details = await this.#reader.read(row.digest, row.media_type);
    const members = details?.members ?? (details ? [details] : []);
    const layers = new Map<string, NonNullable<TagImage['layers']>>();
    for (const [digest, image] of await this.#reader.readAll(members)) {
      const short = image.layers.map(({ digest: layer, size, instruction }) => ({
        ...{ digest: layer, size, instruction },
      }));
      layers.set(digest, short);
    }
    const images = shown.images.map((image) => ({
      ...image,
      layers: layers.get(image.digest) ?? [],
    }));
    return { ...shown, images };
  }

  async #around(repositoryId: number) {
    const { database, clock } = this.#services;
    const immutable = await readImmutableTags(database.query, repositoryId);
    return { repositoryId, immutable, now: clock() };
  }

  #asking(request: HubRequest): Asking {
    return { subject: request.subject, path: pathName(request), now: this.#services.clock() };
  }
}

/** The id of the path's repository, which the caller may pull from: that was asked before. */
export async function repositoryIdOf(
  { live }: Pick<HubServices, 'live'>,
  request: HubRequest,
): Promise<number> {
  const { value } = await live.places.get(pathName(request));
  if (!value.repository) throw unknownRepository();
  return value.repository.id;
}

function tagOf(request: HubRequest): Tag {
  const text = request.param('tag');
  const tag = tryParseTag(text);
  if (!tag) throw unknownTag(text);
  return tag;
}

function unknownTag(tag: string): ProblemError {
  return new ProblemError(404, `this repository has no tag ${JSON.stringify(tag.slice(0, 128))}`);
}
