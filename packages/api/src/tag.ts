import { z } from 'zod';
import { pageSchema } from './page.ts';

/** A tag, as far as the hub knows it without opening images. */
export const tagSchema = z.object({
  name: z.string(),
  digest: z.string(),
  media_type: z.string(),
  last_updated: z.iso.datetime(),
  tag_last_pushed: z.iso.datetime(),
  tag_status: z.literal('active'),
  v2: z.literal(true),
});

export const tagPageSchema = pageSchema(tagSchema);

export type Tag = z.infer<typeof tagSchema>;
