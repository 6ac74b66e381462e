import { z } from 'zod';
import { pageQuerySchema, pageSchema } from './page.ts';
import { byRepository } from './route-access.ts';
import { contract } from './route-contract.ts';

export const fileTypeSchema = z.enum([
  'file',
  'directory',
  'symlink',
  'hardlink',
  'character-device',
  'block-device',
  'fifo',
  /** The layer takes what those below it have there. */
  'whiteout',
  /** A directory of which the layer takes what those below it have in it. */
  'opaque-directory',
]);

/** A file of a layer or image. */
export const fileEntrySchema = z.object({
  /** Without a slash at the start. */
  path: z.string(),
  type: fileTypeSchema,
  size: z.number().int(),
  /** Permission bits with setuid, setgid and sticky. */
  mode: z.number().int(),
  uid: z.number().int(),
  gid: z.number().int(),
  /** Where a link leads; empty for what is none. */
  link: z.string(),
});

/** How far the hub knows a layer's files. `skipped`: it is no file system or larger than the limit. */
export const layerStateSchema = z.enum(['ready', 'pending', 'skipped', 'failed']);

export const layerFilesSchema = pageSchema(fileEntrySchema).extend({
  state: layerStateSchema,
  /** Why it is skipped or failed; empty otherwise. */
  reason: z.string(),
  /** Bytes of the layer's files. */
  unpacked_size: z.number().int(),
});

export const layerFilesQuerySchema = pageQuerySchema.extend({
  /** A folder: only what lies in or under it. */
  path: z.string().max(4096).optional(),
  /** `1`: only what lies directly in it. */
  depth: z.enum(['1']).optional().catch(undefined),
});

export const comparedImageSchema = z.object({
  reference: z.string(),
  digest: z.string(),
  /** The image that was compared: of an index, the one of the platform. */
  image_digest: z.string(),
  platform: z.string(),
  size: z.number().int(),
});

export const comparedLayerSchema = z.object({
  digest: z.string(),
  size: z.number().int(),
  instruction: z.string(),
  where: z.enum(['both', 'from', 'to']),
});

export const fileChangeSchema = z.object({
  path: z.string(),
  change: z.enum(['added', 'removed', 'changed']),
  /** What there is before and after; null where there is nothing. */
  from: fileEntrySchema.omit({ path: true }).nullable(),
  to: fileEntrySchema.omit({ path: true }).nullable(),
  /** Whether the contents differ (and not only mode, owner or type). */
  content_changed: z.boolean(),
});

export const comparisonSchema = pageSchema(fileChangeSchema).extend({
  from: comparedImageSchema,
  to: comparedImageSchema,
  /** Platforms that both have, `os/architecture[/variant]`. */
  platforms: z.array(z.string()),
  layers: z.array(comparedLayerSchema),
  shared_layers: z.number().int(),
  shared_bytes: z.number().int(),
  /** Compressed bytes that the second is larger by. */
  size_difference: z.number().int(),
  /** Whether the files were compared: every layer must have been read. */
  state: layerStateSchema,
  reason: z.string(),
  added: z.number().int(),
  removed: z.number().int(),
  changed: z.number().int(),
  /** Unpacked bytes that the second's files are larger by. */
  unpacked_difference: z.number().int(),
  /** More changes than are kept: the counts are whole, the list is not. */
  is_truncated: z.boolean(),
});

export const compareQuerySchema = pageQuerySchema.extend({
  /** Tags or digests. */
  from: z.string().max(150),
  to: z.string().max(150),
  /** `os/architecture[/variant]`; the first that both have by default. */
  platform: z.string().max(200).optional(),
  change: z.enum(['added', 'removed', 'changed']).optional().catch(undefined),
  /** Part of a path. */
  search: z.string().max(200).optional(),
});

export type FileEntry = z.infer<typeof fileEntrySchema>;
export type FileType = z.infer<typeof fileTypeSchema>;
export type LayerState = z.infer<typeof layerStateSchema>;
export type FileChange = z.infer<typeof fileChangeSchema>;
export type Comparison = z.infer<typeof comparisonSchema>;
export type ComparedLayer = z.infer<typeof comparedLayerSchema>;

const repository = '/v2/namespaces/{namespace}/repositories/{repository}';
const tag = 'Images';

/** What is in images: the files of layers, and what two images differ by. */
export const layerRoutes = {
  files: contract({
    id: 'layer.files',
    method: 'GET',
    path: `${repository}/layers/{digest}/files`,
    tag,
    summary: 'List the files of a layer',
    access: byRepository('pull'),
    query: layerFilesQuerySchema,
    answers: { 200: { description: 'A page of files', schema: layerFilesSchema } },
  }),
  compare: contract({
    id: 'image.compare',
    method: 'GET',
    path: `${repository}/compare`,
    tag,
    summary: 'Compare two tags or digests',
    access: byRepository('pull'),
    query: compareQuerySchema,
    answers: { 200: { description: 'A page of differences', schema: comparisonSchema } },
  }),
};
