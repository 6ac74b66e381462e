import { z } from 'zod';
import { pageQuerySchema, pageSchema } from './page.ts';
import { byRepository } from './route-access.ts';
import { contract } from './route-contract.ts';

const time = z.iso.datetime();

/** What a manifest is: an image, several under one name, or anything else that is kept in a registry. */
export const imageKindSchema = z.enum(['image', 'index', 'artifact']);

/**
 * What a manifest holds, in a word, as Docker Hub's `content_type` with the kinds that it does not
 * know: `image`, `helm`, `wasm`, `sbom`, `signature`, `attestation`, `plugin`, `volume`, `compose`,
 * `model`, `artifact`.
 */
export const contentTypeSchema = z.enum([
  'image',
  'helm',
  'wasm',
  'sbom',
  'signature',
  'attestation',
  'plugin',
  'volume',
  'compose',
  'model',
  'artifact',
]);

export const platformSchema = z.object({
  os: z.string(),
  architecture: z.string(),
  variant: z.string().nullable(),
  os_version: z.string().nullable(),
});

/** A layer, base first, with the instruction that made it. */
export const imageLayerSchema = z.object({
  digest: z.string(),
  /** Bytes, compressed. */
  size: z.number().int(),
  media_type: z.string(),
  /** Empty where the config's history does not say. */
  instruction: z.string(),
  created: z.string().nullable(),
  /** A file's name, where the layer is an artifact's file that states one. */
  title: z.string().nullable(),
});

/** One line of the config's history; `layer` is the index of the layer that it made, if it made one. */
export const historyEntrySchema = z.object({
  created: z.string().nullable(),
  created_by: z.string(),
  comment: z.string(),
  empty_layer: z.boolean(),
  layer: z.number().int().nullable(),
});

/** An image's config, as far as people look at it. */
export const imageConfigSchema = z.object({
  digest: z.string(),
  user: z.string(),
  entrypoint: z.array(z.string()),
  cmd: z.array(z.string()),
  /** `NAME=value`. Which look secret is for the page to judge: they are in the image for all who pull it. */
  env: z.array(z.string()),
  working_dir: z.string(),
  exposed_ports: z.array(z.string()),
  volumes: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
  stop_signal: z.string(),
  shell: z.array(z.string()),
  healthcheck: z
    .object({
      test: z.array(z.string()),
      /** Nanoseconds, as the config has them. */
      interval: z.number().nullable(),
      timeout: z.number().nullable(),
      start_period: z.number().nullable(),
      retries: z.number().nullable(),
    })
    .nullable(),
});

/** A manifest named by an index: an image of one platform, an attestation about one, or another index. */
export const indexMemberSchema = z.object({
  digest: z.string(),
  media_type: z.string(),
  /** Bytes of the manifest itself. */
  manifest_size: z.number().int(),
  /** Compressed bytes of what it names; null where the repository does not have it. */
  size: z.number().int().nullable(),
  /** null: it runs nowhere (BuildKit's `unknown/unknown`). */
  platform: platformSchema.nullable(),
  content_type: contentTypeSchema,
  /** The member that an attestation is about. */
  subject: z.string().nullable(),
  annotations: z.record(z.string(), z.string()),
  last_pulled: time.nullable(),
});

/** One manifest of a repository, with what it holds. */
export const imageSchema = z.object({
  digest: z.string(),
  media_type: z.string(),
  kind: imageKindSchema,
  content_type: contentTypeSchema,
  /** As the manifest states it; null where it states none. */
  artifact_type: z.string().nullable(),
  /** Bytes of the manifest itself. */
  manifest_size: z.number().int(),
  /** Compressed bytes of config and layers, of all members for an index. */
  size: z.number().int(),
  platform: platformSchema.nullable(),
  /** RFC 3339, as the config states it. */
  created: z.string().nullable(),
  author: z.string().nullable(),
  annotations: z.record(z.string(), z.string()),
  layers: z.array(imageLayerSchema),
  history: z.array(historyEntrySchema),
  /** null where there is no image config: indexes and artifacts. */
  config: imageConfigSchema.nullable(),
  /** Of an index: images by platform, then attestations. */
  members: z.array(indexMemberSchema),
  /** The manifest that this one is about: of signatures, SBOMs and the like. */
  subject: z.string().nullable(),
  /** Tags that name it, at most 100 in natural order. */
  tags: z.array(z.string()),
  /** Indexes of the repository that name it, at most 100. */
  indexes: z.array(z.string()),
  last_pushed: time,
  last_pulled: time.nullable(),
  pull_count: z.number().int(),
});

/** Something that refers to a manifest: by `subject`, by cosign's tags, or by BuildKit's index. */
export const referrerSchema = z.object({
  digest: z.string(),
  media_type: z.string(),
  artifact_type: z.string().nullable(),
  content_type: contentTypeSchema,
  size: z.number().int(),
  annotations: z.record(z.string(), z.string()),
  found_by: z.enum(['subject', 'tag', 'index']),
  /** The tag, where it was found by one: `sha256-….sig`. */
  tag: z.string().nullable(),
  last_pushed: time.nullable(),
});

/** A line of Image management. */
export const imageEntrySchema = z.object({
  digest: z.string(),
  media_type: z.string(),
  kind: imageKindSchema,
  content_type: contentTypeSchema,
  size: z.number().int(),
  platforms: z.array(platformSchema),
  tags: z.array(z.string()),
  /** How many tags name it; `tags` has the first few. */
  tag_count: z.number().int(),
  /** Whether an index of the repository names it. */
  in_index: z.boolean(),
  subject: z.string().nullable(),
  last_pushed: time,
  last_pulled: time.nullable(),
  untagged_since: time.nullable(),
  /** Neither pushed nor pulled for six months. */
  is_stale: z.boolean(),
});

export const imagePageSchema = pageSchema(imageEntrySchema);

export const imageListQuerySchema = pageQuerySchema.extend({
  /** `untagged` leaves out what an index names and what refers to another manifest. */
  filter: z.enum(['all', 'tagged', 'untagged', 'index', 'image', 'artifact', 'stale']).optional(),
  /** Part of a digest, or of a tag. */
  search: z.string().max(200).optional(),
  ordering: z
    .enum(['last_pushed', '-last_pushed', 'last_pulled', '-last_pulled', 'size', '-size'])
    .optional(),
});

/** What to delete; `dry_run` only says what it would do. */
export const deleteImagesSchema = z.object({
  tags: z.array(z.string().min(1).max(128)).max(1000).default([]),
  digests: z.array(z.string().min(1).max(150)).max(1000).default([]),
  dry_run: z.boolean().default(false),
});

/** What a deletion does, or would do. */
export const deletedImagesSchema = z.object({
  dry_run: z.boolean(),
  /** All tags that go: those asked for, and those that name a manifest that goes. */
  tags: z.array(z.string()),
  manifests: z.array(
    z.object({
      digest: z.string(),
      reason: z.enum(['asked', 'member', 'referrer']),
      /** Of `member` and `referrer`: the manifest that it goes with. */
      of: z.string().nullable(),
    }),
  ),
  /** What does not go although it was asked for, and why. */
  refused: z.array(z.object({ reference: z.string(), reason: z.string() })),
  /** Bytes that nothing else of any repository links: freed once garbage has been collected. */
  reclaimed_bytes: z.number().int(),
  /** Bytes that stay, since other images or repositories have them too. */
  shared_bytes: z.number().int(),
});

export type ContentType = z.infer<typeof contentTypeSchema>;
export type ImageKind = z.infer<typeof imageKindSchema>;
export type ImagePlatform = z.infer<typeof platformSchema>;
export type Image = z.infer<typeof imageSchema>;
export type ImageLayer = z.infer<typeof imageLayerSchema>;
export type ImageConfiguration = z.infer<typeof imageConfigSchema>;
export type ImageHistoryEntry = z.infer<typeof historyEntrySchema>;
export type IndexMember = z.infer<typeof indexMemberSchema>;
export type ImageEntry = z.infer<typeof imageEntrySchema>;
export type Referrer = z.infer<typeof referrerSchema>;
export type DeletedImages = z.infer<typeof deletedImagesSchema>;

const images = '/v2/namespaces/{namespace}/repositories/{repository}/images';
const tag = 'Images';

/** Manifests of a repository, by digest. In paths a digest's colon stands as it is. */
export const imageRoutes = {
  list: contract({
    id: 'image.list',
    method: 'GET',
    path: images,
    tag,
    summary: 'List manifests of a repository, tagged or not',
    access: byRepository('pull'),
    query: imageListQuerySchema,
    answers: { 200: { description: 'A page of manifests', schema: imagePageSchema } },
  }),
  delete: contract({
    id: 'image.delete',
    method: 'POST',
    path: `${images}/delete`,
    tag,
    summary: 'Delete tags and manifests, or see what that would do',
    description:
      'An index takes those of its members along that nothing else names, a manifest its referrers.',
    access: byRepository('delete'),
    body: deleteImagesSchema,
    answers: { 200: { description: 'What went, or would go', schema: deletedImagesSchema } },
  }),
  read: contract({
    id: 'image.read',
    method: 'GET',
    path: `${images}/{digest}`,
    tag,
    summary: 'Get what a manifest holds',
    access: byRepository('pull'),
    answers: { 200: { description: 'The image, index or artifact', schema: imageSchema } },
  }),
  manifest: contract({
    id: 'image.manifest',
    method: 'GET',
    path: `${images}/{digest}/manifest`,
    tag,
    summary: 'Get a manifest as it was pushed',
    access: byRepository('pull'),
    answers: {
      200: {
        description: 'The manifest',
        schema: z.object({
          digest: z.string(),
          media_type: z.string(),
          size: z.number().int(),
          /** Its bytes as text. */
          manifest: z.string(),
        }),
      },
    },
  }),
  referrers: contract({
    id: 'image.referrers',
    method: 'GET',
    path: `${images}/{digest}/referrers`,
    tag,
    summary: 'List signatures, SBOMs, attestations and others that refer to a manifest',
    access: byRepository('pull'),
    answers: {
      200: {
        description: 'At most 500 of them',
        schema: z.object({ results: z.array(referrerSchema) }),
      },
    },
  }),
};
