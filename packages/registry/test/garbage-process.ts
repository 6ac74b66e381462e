import { createFilesystemStore } from '@slipway/content';
import { openDatabase } from '@slipway/database';
import type { FakeHubTables } from '../src/testing/fake-hub.ts';
import { startTestServer, testDatabaseOptions } from '../src/testing/test-server.ts';

/** A registry that collects garbage all the time, to be killed. Its days are seconds. */
const [folder = ''] = process.argv.slice(2);
const started = Date.now();
const database = await openDatabase<FakeHubTables>({
  url: `sqlite:${folder}/registry.db`,
  ...testDatabaseOptions(),
});
const content = await createFilesystemStore({ root: `${folder}/content` });
const clock = () => started + (Date.now() - started) * 200_000;
const server = await startTestServer({ database, content, clock });
process.send?.(server.origin);
for (;;) {
  await server.registry.finishRemovals().catch(() => undefined);
  const { blobs } = await server.registry.collectGarbage({ orphans: true });
  if (blobs > 0) process.send?.('collected');
}
