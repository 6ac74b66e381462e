import { z } from 'zod';

const count = (fallback: number, most: number) =>
  z.coerce
    .number()
    .int()
    .min(1)
    .catch(fallback)
    .transform((value) => Math.min(value, most));

/** Paging as Docker Hub has it: too large sizes are reduced, and what is no number is ignored. */
export const pageQuerySchema = z.object({
  page: count(1, 1_000_000).default(1),
  page_size: count(10, 100).default(10),
});

export type PageQuery = z.infer<typeof pageQuerySchema>;

/** One page of a list; `next` and `previous` are whole URLs. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({
    count: z.number().int(),
    next: z.string().nullable(),
    previous: z.string().nullable(),
    results: z.array(item),
  });
}

/** One page, as a type. */
export interface Page<Item> {
  readonly count: number;
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: readonly Item[];
}
