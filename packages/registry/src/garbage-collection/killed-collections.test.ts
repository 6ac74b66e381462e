import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createFilesystemStore } from '@slipway/content';
import { openDatabase } from '@slipway/database';
import { expect, test } from 'vitest';
import { TestClient } from '../testing/client.ts';
import type { FakeHubTables } from '../testing/fake-hub.ts';
import { testDatabaseOptions } from '../testing/test-server.ts';

const program = fileURLToPath(new URL('../../test/garbage-process.ts', import.meta.url));
const silent = () => undefined;

async function start(folder: string): Promise<{ child: ChildProcess; admin: TestClient }> {
  const child = fork(program, [folder], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const [origin] = (await once(child, 'message')) as [string];
  return { child, admin: new TestClient(origin, 'admin') };
}

async function collected(child: ChildProcess): Promise<void> {
  while ((await once(child, 'message'))[0] !== 'collected');
}

test('killed at any moment, a collection leaves each row its bytes and loses no image', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-killed-'));
  let pushes = 0;
  try {
    for (let round = 0; round < 5; round++) {
      const { child, admin } = await start(folder);
      let isAlive = true;
      const busy = [0, 1, 2].map(async (lane) => {
        for (let count = 0; isAlive; count++) {
          // Every other image is deleted at once. Its layers are used for a while, left alone for longer
          // than the grace, and then pushed again, while they may just be going.
          const isKept = count % 2 === 0;
          const family = isKept ? 'kept' : Math.floor(Date.now() / 700) % 3;
          const layer = `layer ${family} ${(count + lane) % 5}`;
          const tag = `r${round}-l${lane}-${count % 3}`;
          await admin.pushBlob('a/b', layer).catch(silent);
          const pushed = await admin.pushImage('a/b', tag, layer).catch(silent);
          if (!pushed) continue;
          pushes++;
          if (isKept) continue;
          await admin.send('DELETE', `/v2/a/b/manifests/${pushed}`).catch(silent);
        }
      });
      // Not before it has removed something, and then at any moment.
      await collected(child);
      await sleep(Math.random() * 500);
      child.kill('SIGKILL');
      isAlive = false;
      await once(child, 'exit');
      await Promise.all(busy);
    }
    const database = await openDatabase<FakeHubTables>({
      ...{ url: `sqlite:${folder}/registry.db`, ...testDatabaseOptions() },
    });
    const content = await createFilesystemStore({ root: `${folder}/content` });
    const blobs = await database.query.selectFrom('registry_blobs').select('digest').execute();
    for (const { digest } of blobs) expect(await content.stat(digest)).toBeDefined();
    const tags = await database.query
      .selectFrom('registry_tags')
      .innerJoin('registry_manifest_references as named', (join) =>
        join
          .onRef('named.repository_id', '=', 'registry_tags.repository_id')
          .onRef('named.manifest_digest', '=', 'registry_tags.digest'),
      )
      .innerJoin('registry_blob_links as link', (join) =>
        join
          .onRef('link.repository_id', '=', 'named.repository_id')
          .onRef('link.digest', '=', 'named.child_digest'),
      )
      .select(['registry_tags.name', 'link.digest'])
      .execute();
    // Each tag's image has its config and its layer.
    const found = new Map<string, number>();
    for (const { name } of tags) found.set(name, (found.get(name) ?? 0) + 1);
    for (const count of found.values()) expect(count).toBe(2);
    expect(pushes).toBeGreaterThan(0);
    await database.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);
