import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseStage, mountsBelow, neededTools } from '../build-command/command-user.ts';
import { builders } from '../runtime/build-user.ts';
import { killProcess, processTree } from '../support/processes.ts';
import { describeWithTools } from '../support/tools.ts';
import { HostileScene } from './hostile-scene.ts';
import { processesThatStay, tracesNow } from './traces.ts';

/** Kills for each builder. */
const kills = 18;

const dockerfile = `${baseStage}FROM base AS a
ARG ROUND
COPY data /data
RUN --mount=type=cache,target=/c echo $ROUND > /data/round; echo kept >> /c/log; cat /data/* > /all
FROM base AS b
ARG ROUND
ADD archive.tar /unpacked/
RUN echo $ROUND > /b; for i in 1 2 3 4; do cp /bin/busybox /copy$i; sleep 0.03; done
FROM base
COPY --from=a /all /all
COPY --from=b /b /copy1 /unpacked /from-b/
RUN cat /all /from-b/b > /sum
`;

describeWithTools('builds that are killed', [...neededTools, 'ip'], () => {
  describe.each(builders)('of %s', (builder) => {
    let scene: HostileScene;
    let fresh: HostileScene;
    beforeAll(async () => {
      scene = await HostileScene.create(builder);
      fresh = await HostileScene.create(builder);
      for (const each of [scene, fresh]) {
        await each.write({ Dockerfile: dockerfile, '.dockerignore': '*.tar.part\n' });
        for (let index = 0; index < 30; index++) {
          await each.write({ [`data/${index}`]: String(index).repeat(5000) });
        }
        await each.write({ 'archive.tar': Buffer.alloc(10_240) });
      }
    });
    afterAll(async () => {
      await scene?.remove();
      await fresh?.remove();
    });

    const words = (round: string) => [
      'build',
      '--build-arg',
      `ROUND=${round}`,
      '--build-arg',
      'SOURCE_DATE_EPOCH=1700000000',
      '-t',
      `me/killed:${round}`,
      '.',
    ];

    it(`leave nothing behind, ${kills} times, and a store that is whole`, async () => {
      const before = await tracesNow();
      let cut = 0;
      for (let round = 0; round < kills; round++) {
        const building = scene.user.start(words(String(round)));
        const outer = building.child.pid ?? 0;
        await delay(randomInt(30, 1000));
        const tree = processTree(outer);
        // The command alone, everything at once, or one of them.
        const some = tree[randomInt(Math.max(1, tree.length))] ?? outer;
        const targets = [[outer], tree, [some]][round % 3] ?? [];
        for (const pid of targets) killProcess(pid, 'SIGKILL');
        const { code } = await building.done;
        if (code !== 0) cut += 1;
        expect(await processesThatStay(scene.user.folder.path)).toEqual([]);
        expect(mountsBelow(scene.user.folder.path)).toEqual([]);
      }
      expect(cut).toBeGreaterThan(kills / 3);
      expect(scene.changes()).toBe('');

      const [after, clean] = [
        await scene.user.run(words('end')),
        await fresh.user.run(words('end')),
      ];
      expect(after.code, after.stderr).toBe(0);
      expect(clean.code, clean.stderr).toBe(0);
      expect(digestIn(after.stderr)).toBe(digestIn(clean.stderr));
      // What the last build swept, or the kernel takes away a moment later.
      await expect
        .poll(async () => newIn(before, await tracesNow(), scene.user.folder.path), {
          timeout: 20_000,
          interval: 500,
        })
        .toEqual([]);
    });

    it('leave a store that can be emptied and filled again', async () => {
      await scene.user.do('prune', '--all', '--force');
      await scene.user.do('df');
      const [again, clean] = [
        await scene.user.run(words('more')),
        await fresh.user.run(words('more')),
      ];
      expect(again.code, again.stderr).toBe(0);
      expect(digestIn(again.stderr)).toBe(digestIn(clean.stderr));
      expect(await scene.user.do('run', '--rm', 'me/killed:more', 'cat', '/from-b/b')).toBe('more');
    });
  });
});

function digestIn(text: string): string | undefined {
  return /sha256:[0-9a-f]{64}$/m.exec(text)?.[0];
}

/** Cgroups and network devices that were not there before; mounts below the store. */
function newIn(
  before: Awaited<ReturnType<typeof tracesNow>>,
  now: Awaited<ReturnType<typeof tracesNow>>,
  store: string,
): string[] {
  return [
    ...now.mounts.filter((line) => line.includes(store)),
    ...now.cgroups.filter((name) => !before.cgroups.includes(name)),
    ...now.networks.filter((name) => !before.networks.includes(name)),
  ];
}
