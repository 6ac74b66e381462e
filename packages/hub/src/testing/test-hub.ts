import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMemoryStore } from '@slipway/content';
import type { AnyCommand, OpenedDatabase } from '@slipway/database';
import type { TestDatabases } from '@slipway/database/testing';
import {
  createRegistry,
  type Registry,
  type RegistryTables,
  registryCommands,
  registryMigrations,
} from '@slipway/registry';
import { onTestFinished } from 'vitest';
import { bootstrapAdministrator } from '../accounts/bootstrap-administrator.ts';
import { parseAllowedPlaces } from '../egress/allowed-places.ts';
import { EgressClient } from '../egress/egress-client.ts';
import { createHub, type Hub } from '../hub.ts';
import { hubCommands } from '../hub-commands.ts';
import { hubMigrationSets } from '../hub-migrations.ts';
import { defaultHubSettings, type HubSettings } from '../hub-settings.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { HubOperations } from '../ports/hub-operations.ts';
import { createRepositoryOwner } from '../repositories/repository-owner.ts';
import { fixedKeyRing, masterKey } from '../secrets/master-key.ts';
import { RequestCounter } from '../server/request-counter.ts';
import type { HubTables } from '../tables.ts';
import { CountingLoginLimiter } from './counting-login-limiter.ts';

export type TestTables = HubTables & RegistryTables;

/** A clock that a test moves. It starts at the real time, which databases' own defaults use. */
export class TestClock {
  now = Date.now();
  readonly read = (): number => this.now;
  advance(milliseconds: number): void {
    this.now += milliseconds;
  }
}

/** One process of a hub with its registry, behind a real socket. */
export interface TestHub {
  readonly hub: Hub;
  readonly registry: Registry;
  readonly origin: string;
  readonly limiter: CountingLoginLimiter;
  /** Every line logged, as text: for secrets that must not be there. */
  readonly logged: string[];
}

/** Every test hub's: workers of one hub have the same. */
const testMasterKey = masterKey(Buffer.alloc(32, 7));

export const adminPassword = 'the-first-password';

/** Opens a new database with the hub's and the registry's tables, and its administrator. */
export async function openTestDatabase(
  databases: TestDatabases,
  options: {
    settings?: Partial<HubSettings>;
    clock: TestClock;
    /** Beside the hub's and the registry's own. */
    commands?: readonly AnyCommand<TestTables>[];
  },
): Promise<OpenedDatabase<TestTables>> {
  const settings = { ...defaultHubSettings, ...options.settings };
  const owner = createRepositoryOwner({ settings, clock: options.clock.read });
  const database = await databases.open<TestTables>({
    commands: [
      ...hubCommands,
      ...(registryCommands(owner) as never[]),
      ...(options.commands ?? []),
    ],
    migrations: [registryMigrations, ...hubMigrationSets],
  });
  await bootstrapAdministrator(database, { password: adminPassword });
  return database;
}

/** A hub of one process, started now, with one setting that is a secret. */
const testOperations: HubOperations = {
  settings: async () => [
    {
      ...{ key: 'signUp', value: 'closed', source: 'default', environment: 'SLIPWAY_SIGN_UP' },
      about: 'who makes accounts',
    },
  ],
  processes: async () => ({
    ...{ startedAt: Date.now() - 60_000, workersWanted: 1, workersRunning: 1, workerRestarts: 0 },
  }),
  disk: async () => ({ free: 8e9, total: 9e9 }),
};

/** Starts a process on the database; several on one database are a hub's workers. */
export async function startTestHub(options: {
  database: OpenedDatabase<TestTables>;
  clock: TestClock;
  settings?: Partial<HubSettings>;
  /** Requests to the API that an account or an address has in a minute. */
  apiRequests?: number;
  mailer?: Mailer;
  egress?: EgressClient;
}): Promise<TestHub> {
  const { database, clock } = options;
  const logged: string[] = [];
  const write = (fields: object, message: string) => {
    const error = (fields as { err?: unknown; error?: unknown }).err ?? '';
    logged.push(`${message} ${JSON.stringify(fields)} ${error}`);
  };
  const log = { info: write, warn: write, error: write };
  const limiter = new CountingLoginLimiter();
  const requests = new RequestCounter({
    ...{ limit: options.apiRequests ?? 1_000_000, windowMs: 60_000, clock: clock.read },
  });
  const content = createMemoryStore();
  const hub = createHub({
    database,
    content,
    settings: { ...defaultHubSettings, checksReplies: true, ...options.settings },
    loginLimiter: limiter,
    operations: testOperations,
    apiLimiter: { take: async (key) => requests.take(key) },
    masterKeys: fixedKeyRing([testMasterKey]),
    egress: options.egress ?? new EgressClient({ allowed: parseAllowedPlaces(['127.0.0.0/8']) }),
    mailer: options.mailer,
    clock: clock.read,
    log,
  });
  const registry = createRegistry({
    database,
    content,
    authority: hub.authority,
    owner: hub.owner,
    pulls: hub.pulls,
    clock: clock.read,
  });
  const server = createServer((request, response) => {
    const origin = `http://${request.headers.host}`;
    const address = '192.0.2.1';
    const client = { address, agent: request.headers['user-agent'] ?? '' };
    const context = { requestId: 'test', origin, address, client, log };
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    void (hub.owns(path) ? hub : registry).handle(request, response, context);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await hub.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { hub, registry, origin, limiter, logged };
}
