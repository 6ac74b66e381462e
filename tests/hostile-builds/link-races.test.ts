import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseStage, neededTools } from '../build-command/command-user.ts';
import { builders } from '../runtime/build-user.ts';
import { describeWithTools } from '../support/tools.ts';
import { canaryText, endsCleanly, HostileScene, tarOutput } from './hostile-scene.ts';

const rounds = 8;

describeWithTools('a folder that turns into a link and back', neededTools, () => {
  describe.each(builders)('while %s builds', (builder) => {
    let scene: HostileScene;
    beforeAll(async () => {
      scene = await HostileScene.create(builder);
      // As long as the canary's: only the content tells them apart.
      const own = canaryText.toLowerCase();
      await scene.write({ 'd/file': own, 'd/deep/file': own, 'e/d/file': own });
    });
    afterAll(() => scene.remove());

    const check = async (build: ReturnType<HostileScene['build']>) => {
      const result = await build;
      expect(endsCleanly(result), result.stderr).toBe(true);
      expect(result.stderr).not.toContain(canaryText);
      expect(scene.changes()).toBe('');
      if (result.code === 0) expect(scene.leaks()).toBe(false);
      return result.code;
    };

    it('gives nothing from behind the link to COPY, ADD and bind mounts', async () => {
      const folder = join(scene.user.context, 'd');
      await scene.write({
        Race: 'FROM scratch\nCOPY d /d\nADD d/deep /deep\nCOPY . /all\nCOPY d/* /some/\n',
        Bind: `${baseStage}RUN --mount=target=/m,rw cat /m/d/file /m/d/deep/file; cp -r /m/d /d; echo changed > /m/d/file; true\n`,
      });
      const program = join(import.meta.dirname, 'swap-links.mjs');
      const [command = '', ...words] = [
        process.execPath,
        program,
        folder,
        `${scene.canary}/folder`,
      ];
      const swapping = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] });
      let swaps = '';
      swapping.stdout.setEncoding('utf8').on('data', (text: string) => {
        swaps += text;
      });
      try {
        for (let round = 0; round < rounds; round++) {
          for (const name of round % 4 === 3 ? ['Race', 'Bind'] : ['Race']) {
            const words = ['build', '--no-cache', '-f', name, ...tarOutput, '.'];
            await check(scene.user.run(words));
          }
        }
      } finally {
        swapping.kill('SIGTERM');
        await once(swapping, 'close');
      }
      expect(Number(swaps)).toBeGreaterThan(100);
    });

    it('lets no mount out of a cache mount whose folder another step swaps', async () => {
      const cache = '--mount=type=cache,id=race,target=/c';
      const reach = Array.from(
        { length: 6 },
        (_, index) =>
          `RUN ${cache} --mount=type=bind,target=/c/sub/folder,rw : ${index}; cat /c/sub/file /c/sub/folder/file; echo changed > /c/sub/file; touch /c/sub/folder/new; true`,
      );
      const dockerfile = `${baseStage}FROM base AS swapper
RUN ${cache} for i in $(seq 300); do rm -rf /c/sub; mkdir /c/sub; rm -rf /c/sub; ln -s ${scene.canary} /c/sub; done
FROM base AS reader
${reach.join('\n')}
FROM scratch
COPY --from=swapper /bin/busybox /1
COPY --from=reader /bin/busybox /2
`;
      for (let round = 0; round < 4; round++) {
        const words = ['--no-cache-filter=swapper', '--no-cache-filter=reader', ...tarOutput];
        await check(scene.build('Swap', dockerfile, words));
      }
    });
  });
});
