import type { Referrer } from '@slipway/api';
import { type Digest, digestAlgorithm, digestHex } from '@slipway/oci';
import type { HubServices } from '../hub-services.ts';
import { isoTime } from '../tags/iso-time.ts';
import type { ImageReader } from './image-reader.ts';

const most = 500;

/**
 * Signatures, SBOMs and attestations of a manifest, however they were attached: by `subject` (OCI 1.1),
 * by cosign's tags (`sha256-….sig`), or as BuildKit's members of the same index.
 */
export async function listReferrers(
  { database }: Pick<HubServices, 'database'>,
  reader: ImageReader,
  row: { readonly repository_id: number; readonly digest: Digest; readonly media_type: string },
): Promise<Referrer[]> {
  const own = () =>
    database.query
      .selectFrom('registry_manifests as manifest')
      .select(['manifest.digest', 'manifest.media_type as mediaType', 'manifest.size'])
      .select(['manifest.artifact_type', 'manifest.annotations', 'manifest.pushed_at'])
      .where('manifest.repository_id', '=', row.repository_id)
      .limit(most);
  const prefix = cosignPrefix(row.digest);
  const [bySubject, byTag, members] = await Promise.all([
    own().where('manifest.subject_digest', '=', row.digest).orderBy('manifest.digest').execute(),
    own()
      .innerJoin('registry_tags as tag', (join) =>
        join
          .onRef('tag.repository_id', '=', 'manifest.repository_id')
          .onRef('tag.digest', '=', 'manifest.digest'),
      )
      .select('tag.name as tag')
      .where('tag.repository_id', '=', row.repository_id)
      // What begins so: a range of the tags' own index.
      .where('tag.name', '>=', prefix)
      .where('tag.name', '<', `${prefix}~`)
      .execute(),
    indexMembers({ database }, reader, row),
  ]);
  const summaries = await reader.summaries([...bySubject, ...byTag]);
  const show = (
    found: (typeof bySubject)[number],
    by: Pick<Referrer, 'found_by' | 'tag'>,
  ): Referrer => ({
    digest: found.digest,
    media_type: found.mediaType,
    artifact_type: found.artifact_type,
    content_type: summaries.get(found.digest)?.contentType ?? 'artifact',
    size: summaries.get(found.digest)?.size ?? Number(found.size),
    annotations: found.annotations === null ? {} : JSON.parse(found.annotations),
    last_pushed: isoTime(found.pushed_at),
    ...by,
  });
  const subjects = new Set(bySubject.map(({ digest }) => digest));
  return [
    ...bySubject.map((found) => show(found, { found_by: 'subject', tag: null })),
    ...byTag
      .filter(({ digest }) => !subjects.has(digest) && digest !== row.digest)
      .map((found) => show(found, { found_by: 'tag', tag: found.tag })),
    ...members,
  ].slice(0, most);
}

/** How cosign names the tags of what it says about a manifest. */
export function cosignPrefix(digest: Digest): string {
  return `${digestAlgorithm(digest)}-${digestHex(digest)}`;
}

/** The digest that a tag of cosign's is about; undefined for any other tag. */
export function cosignSubject(tag: string): Digest | undefined {
  const found = /^(sha256-[0-9a-f]{64}|sha512-[0-9a-f]{128})(?:$|\.)/.exec(tag)?.[1];
  return found === undefined ? undefined : (found.replace('-', ':') as Digest);
}

/** Members of indexes that name the manifest which say that they are about it. */
async function indexMembers(
  { database }: Pick<HubServices, 'database'>,
  reader: ImageReader,
  row: { readonly repository_id: number; readonly digest: Digest },
): Promise<Referrer[]> {
  const indexes = await database.query
    .selectFrom('registry_manifest_references as reference')
    .innerJoin('registry_manifests as manifest', (join) =>
      join
        .onRef('manifest.repository_id', '=', 'reference.repository_id')
        .onRef('manifest.digest', '=', 'reference.manifest_digest'),
    )
    .select(['manifest.digest', 'manifest.media_type as mediaType'])
    .where('reference.child_digest', '=', row.digest)
    .where('reference.repository_id', '=', row.repository_id)
    .where('reference.kind', '=', 'manifest')
    .limit(10)
    .execute();
  const found = new Map<Digest, Referrer>();
  for (const index of (await reader.summaries(indexes)).values()) {
    for (const member of index.members ?? []) {
      if (member.subject !== row.digest) continue;
      found.set(member.digest, {
        digest: member.digest,
        media_type: member.mediaType,
        artifact_type: null,
        content_type: member.contentType,
        size: member.manifestSize,
        annotations: { ...member.annotations },
        ...{ found_by: 'index', tag: null, last_pushed: null },
      });
    }
  }
  return [...found.values()];
}
