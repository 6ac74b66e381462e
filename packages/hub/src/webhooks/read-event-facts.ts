import type { BlobReader } from '@slipway/content';
import type { Database } from '@slipway/database';
import { officialNamespace, tryParseDigest } from '@slipway/oci';
import type { RegistryTables } from '@slipway/registry';
import type { HubTables } from '../tables.ts';
import type { EventFacts, RepositoryFacts, TagFacts } from './event-facts.ts';
import { readPlatforms } from './read-platforms.ts';
import type { WebhookEvent } from './webhook-event.ts';

/** Where facts are read. */
export interface FactSources {
  readonly database: Database<HubTables & RegistryTables>;
  readonly content: BlobReader;
}

/** What the rows say of an event's repository and tag; what has gone meanwhile is told from the event. */
export async function readEventFacts(
  sources: FactSources,
  event: WebhookEvent,
): Promise<EventFacts> {
  const [repository, tag] = await Promise.all([
    readRepository(sources, event),
    readTag(sources, event),
  ]);
  return { event, repository, tag };
}

async function readRepository(
  { database }: FactSources,
  event: WebhookEvent,
): Promise<RepositoryFacts> {
  const row =
    event.repositoryId === null
      ? undefined
      : await database.query
          .selectFrom('hub_repositories as repository')
          .leftJoin('hub_repository_figures as figures', 'figures.repository_id', 'repository.id')
          .selectAll('repository')
          .select('figures.stars')
          .where('repository.id', '=', event.repositoryId)
          .executeTakeFirst();
  // The name of the event's time: a receiver compares it with what it knows.
  const [namespace = '', name = ''] = event.repository.split('/');
  return {
    namespace,
    name,
    description: row?.description ?? text(event.data.description),
    fullDescription: row?.full_description ?? '',
    isPrivate: row ? row.visibility === 'private' : event.data.is_private !== false,
    isOfficial: namespace === officialNamespace,
    starCount: row?.stars ?? 0,
    createdAt: row?.created_at ?? event.at,
  };
}

async function readTag(
  { database, content }: FactSources,
  event: WebhookEvent,
): Promise<TagFacts | undefined> {
  const { tag, digest } = event.data;
  if (typeof tag !== 'string') return undefined;
  const parsed = tryParseDigest(text(digest));
  if (!parsed || event.repositoryId === null) {
    return { name: tag, digest: null, mediaType: null, platforms: [] };
  }
  const manifest = await database.query
    .selectFrom('registry_manifests')
    .select('media_type')
    .where('repository_id', '=', event.repositoryId)
    .where('digest', '=', parsed)
    .executeTakeFirst();
  return {
    name: tag,
    digest: parsed,
    mediaType: manifest?.media_type ?? null,
    platforms: await readPlatforms(content, parsed),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
