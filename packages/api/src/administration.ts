import { z } from 'zod';
import { byAdministrator } from './route-access.ts';
import { contract } from './route-contract.ts';

const time = z.iso.datetime();

/** One part of the hub, and whether it works. */
const partSchema = z.object({
  ok: z.boolean(),
  /** How long it took to say so. */
  milliseconds: z.number(),
  /** What is wrong; null: nothing. */
  problem: z.string().nullable(),
});

export const hubHealthSchema = z.object({
  ok: z.boolean(),
  version: z.string(),
  node: z.string(),
  platform: z.string(),
  started_at: time,
  uptime_seconds: z.number().int(),
  workers: z.object({
    wanted: z.number().int(),
    running: z.number().int(),
    restarts: z.number().int(),
  }),
  database: partSchema.extend({
    engine: z.enum(['sqlite', 'postgresql']),
    /** As the engine states it. */
    version: z.string(),
    /** Bytes; null where the engine does not say. */
    size: z.number().int().nullable(),
  }),
  store: partSchema,
  disk: z.object({
    /** null where the store is on no disk of this machine. */
    free: z.number().int().nullable(),
    total: z.number().int().nullable(),
    problem: z.string().nullable(),
  }),
  memory: z.object({ used: z.number().int(), total: z.number().int() }),
  jobs: z.object({ waiting: z.number().int(), failing: z.number().int() }),
});

/** A setting as it is in force. */
export const settingInForceSchema = z.object({
  key: z.string(),
  /** null where it is not set; a secret is hidden. */
  value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).nullable(),
  /** `default`, or where it was read. */
  source: z.string(),
  environment: z.string(),
  about: z.string(),
});

export const hubOverviewSchema = z.object({
  accounts: z.number().int(),
  administrators: z.number().int(),
  closed_accounts: z.number().int(),
  organizations: z.number().int(),
  repositories: z.number().int(),
  private_repositories: z.number().int(),
  tags: z.number().int(),
  pulls: z.number().int(),
  sessions: z.number().int(),
  access_tokens: z.number().int(),
});

export type HubHealth = z.infer<typeof hubHealthSchema>;
export type SettingInForce = z.infer<typeof settingInForceSchema>;
export type HubOverview = z.infer<typeof hubOverviewSchema>;

const common = { method: 'GET', tag: 'Administration', access: byAdministrator } as const;
const base = '/v2/administration';

/** What administrators look at. */
export const administrationRoutes = {
  overview: contract({
    ...common,
    id: 'administration.overview',
    path: `${base}/overview`,
    summary: 'How much there is of everything',
    answers: { 200: { description: 'Counts', schema: hubOverviewSchema } },
  }),
  health: contract({
    ...common,
    id: 'administration.health',
    path: `${base}/health`,
    summary: 'Whether the parts of the hub work',
    answers: { 200: { description: 'The health', schema: hubHealthSchema } },
  }),
  settings: contract({
    ...common,
    id: 'administration.settings',
    path: `${base}/settings`,
    summary: 'The settings in force, where they come from; secrets are hidden',
    answers: {
      200: {
        description: 'The settings',
        schema: z.object({ results: z.array(settingInForceSchema) }),
      },
    },
  }),
};
