import { z } from 'zod';

/**
 * Every error of the API: Docker Hub's `message` and `detail` beside the members of RFC 9457, sent as
 * `application/problem+json`.
 */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  message: z.string(),
  detail: z.string(),
  /** By member of the request, what is wrong with it. */
  fields: z.record(z.string(), z.array(z.string())).optional(),
});

export type Problem = z.infer<typeof problemSchema>;
