import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ContentStore } from '@slipway/content';
import type { OpenDatabaseOptions, OpenedDatabase } from '@slipway/database';
import { registryCommands } from '../commands.ts';
import type { RegistryLimits } from '../limits.ts';
import type { UploadSlots } from '../ports/upload-slots.ts';
import { createRegistry, type Registry } from '../registry.ts';
import { registryMigrations } from '../schema/migrations.ts';
import { type FakeHubTables, fakeAuthority, fakeHubMigrations, fakeOwner } from './fake-hub.ts';

/** A registry behind a real socket. */
export interface TestServer {
  /** `http://127.0.0.1:port`, no slash after. */
  readonly origin: string;
  readonly registry: Registry;
  /** What the registry reported as its own failure. */
  readonly failures: unknown[];
  /** Pulls told to the observer, as `tag or digest`. */
  readonly pulls: string[];
  close(): Promise<void>;
}

export interface TestServerOptions {
  readonly database: OpenedDatabase<FakeHubTables>;
  readonly content: ContentStore;
  readonly sparse?: boolean;
  readonly limits?: Partial<RegistryLimits>;
  readonly uploadSlots?: UploadSlots;
  readonly clock?: () => number;
  readonly port?: number;
}

/** What to open the test server's database with. */
export function testDatabaseOptions({
  sparse = false,
}: {
  readonly sparse?: boolean;
} = {}): Omit<OpenDatabaseOptions<FakeHubTables>, 'url'> {
  return {
    commands: registryCommands(fakeOwner({ sparse })) as never,
    migrations: [registryMigrations, fakeHubMigrations],
  };
}

/** Starts one on a free port. */
export async function startTestServer(options: TestServerOptions): Promise<TestServer> {
  const { database, content, sparse = false, limits, uploadSlots, clock, port = 0 } = options;
  const failures: unknown[] = [];
  const pulls: string[] = [];
  const registry = createRegistry({
    database: database as never,
    content,
    authority: fakeAuthority(database),
    owner: fakeOwner({ sparse }),
    pulls: { pulled: ({ tag, digest }) => pulls.push(tag ?? digest) },
    ...(limits ? { limits } : {}),
    ...(uploadSlots ? { uploadSlots } : {}),
    ...(clock ? { clock } : {}),
  });
  let requests = 0;
  const server = createServer((request, response) => {
    const requestId = `r${++requests}`;
    const origin = `http://${request.headers.host}`;
    const log = { error: ({ error }: { error: unknown }) => failures.push(error) };
    void registry.handle(request, response, { requestId, origin, log });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    registry,
    failures,
    pulls,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
