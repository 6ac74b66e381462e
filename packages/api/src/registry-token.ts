import { z } from 'zod';

/** What `/token` answers (Docker's token and OAuth2 documents); times in seconds. */
export const registryTokenSchema = z.object({
  token: z.string(),
  access_token: z.string(),
  expires_in: z.number().int(),
  issued_at: z.iso.datetime(),
  scope: z.string(),
  refresh_token: z.string().optional(),
});

export type RegistryTokenAnswer = z.infer<typeof registryTokenSchema>;
