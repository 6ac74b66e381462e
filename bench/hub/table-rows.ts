import type { MadeRepository } from './hub-rows.ts';

/** A column with its type on PostgreSQL. */
export type Column = readonly [name: string, type: 'bigint' | 'text' | 'tsvector'];
export type Value = string | number | null;

/** Rows for one table. */
export interface TableRows {
  readonly table: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Value[])[];
}

const big = (...names: string[]): Column[] => names.map((name) => [name, 'bigint']);
const text = (...names: string[]): Column[] => names.map((name) => [name, 'text']);

/** The accounts that are the repositories' namespaces. */
export function accountRows(
  namespaces: readonly { readonly id: number; readonly name: string }[],
): TableRows {
  return {
    table: 'hub_accounts',
    columns: [
      ...big('id'),
      ...text('name', 'kind'),
      ...big('password_generation', 'is_administrator', 'created_at'),
    ],
    rows: namespaces.map(({ id, name }) => [id, name, 'personal', 0, 0, 0]),
  };
}

/** What is written for some repositories, in the order in which tables refer to each other. */
export function repositoryRows(repositories: readonly MadeRepository[]): TableRows[] {
  return [
    {
      table: 'hub_repositories',
      columns: [
        ...big('id', 'namespace_id'),
        ...text('name', 'path', 'visibility', 'description', 'full_description'),
        ...big('sparse', 'created_at', 'updated_at'),
      ],
      rows: repositories.map((each) => [
        ...[each.id, each.namespaceId, each.name, `${each.namespace}/${each.name}`],
        ...[each.isPrivate ? 'private' : 'public', each.description, each.text],
        ...[0, each.sortedAt, each.sortedAt],
      ]),
    },
    {
      table: 'hub_repository_figures',
      columns: [
        ...big('repository_id', 'namespace_id'),
        ...text(
          'name',
          'labels',
          'categories',
          'content_types',
          'architectures',
          'operating_systems',
        ),
        ...big('stars', 'pulls', 'pushed_at', 'sorted_at', 'storage_bytes', 'rank_key', 'seen_by'),
      ],
      rows: repositories.map((each) => [
        ...[each.id, each.namespaceId, each.name, ` ${each.document.labels.join(' ')} `],
        ...[JSON.stringify(each.categories), '["image"]', JSON.stringify(each.architectures)],
        ...['["linux"]', each.stars, each.pulls, each.sortedAt, each.sortedAt, 1_000_000],
        ...[each.document.rankKey, each.isPrivate ? 1 : 2],
      ]),
    },
    {
      table: 'registry_blobs',
      columns: [...text('digest'), ...big('size', 'created_at')],
      rows: repositories.map((each) => [each.digest, 500, each.sortedAt]),
    },
    {
      table: 'registry_manifests',
      columns: [
        ...big('repository_id', 'size', 'pushed_at', 'content_size'),
        ...text('digest', 'media_type'),
      ],
      rows: repositories.map((each) => [
        ...[each.id, 500, each.sortedAt, 1_000_000, each.digest],
        'application/vnd.oci.image.manifest.v1+json',
      ]),
    },
    {
      table: 'hub_images',
      columns: [
        ...text('digest', 'kind', 'content_type', 'os', 'architecture', 'variant', 'os_version'),
        ...big('size'),
        ...text('details'),
      ],
      rows: repositories.map((each) => [
        ...[each.digest, 'image', 'image', 'linux', 'amd64', '', '', 1_000_000],
        JSON.stringify({ layers: [], history: [], annotations: {}, config: null }),
      ]),
    },
    {
      table: 'registry_tags',
      columns: [
        ...big('repository_id', 'updated_at', 'size'),
        ...text('name', 'digest', 'sort_key', 'pushed_by_name'),
      ],
      rows: repositories.flatMap((each) =>
        each.tags.map((tag) => [
          ...[each.id, tag.at, 1_000_000, tag.name, each.digest, tag.sortKey, 'admin'],
        ]),
      ),
    },
  ];
}
