import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFilesystemStore } from '@slipway/content';
import { openDatabase } from '@slipway/database';
import type { FakeHubTables } from './fake-hub.ts';
import { startTestServer, testDatabaseOptions } from './test-server.ts';

// Serves until it is told to end (SIGTERM), for the official conformance suite: user and password are
// both `admin`, repositories are sparse, all data is in a temporary folder.
const folder = await mkdtemp(join(tmpdir(), 'slipway-conformance-'));
const database = await openDatabase<FakeHubTables>({
  url: `sqlite:${join(folder, 'test.db')}`,
  ...testDatabaseOptions({ sparse: true }),
});
const content = await createFilesystemStore({ root: join(folder, 'content') });
const port = Number(process.argv[2] ?? 0);
const server = await startTestServer({ database, content, sparse: true, port });
console.log(server.origin);
process.once('SIGTERM', async () => {
  await server.close();
  for (const failure of server.failures) console.error(failure);
  await database.close();
  await rm(folder, { recursive: true });
});
