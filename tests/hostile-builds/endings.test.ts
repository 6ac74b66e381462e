import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseStage, mountsBelow, neededTools } from '../build-command/command-user.ts';
import { builders } from '../runtime/build-user.ts';
import { describeWithTools } from '../support/tools.ts';
import { HostileScene } from './hostile-scene.ts';
import { processesThatStay } from './traces.ts';

describeWithTools('steps and builds that will not end', neededTools, () => {
  describe.each(builders)('of %s', (builder) => {
    let scene: HostileScene;
    beforeAll(async () => {
      scene = await HostileScene.create(builder);
      expect((await scene.build('Dockerfile', `${baseStage}RUN true\n`)).code).toBe(0);
    });
    afterAll(() => scene.remove());

    const nothingIsLeft = async () => {
      expect(await processesThatStay(scene.user.folder.path)).toEqual([]);
      expect(mountsBelow(scene.user.folder.path)).toEqual([]);
      expect(scene.changes()).toBe('');
    };

    it('daemons end with the step that started them', async () => {
      const nap = `sleep ${randomInt(1e6, 1e9)}`;
      const { code, stderr } = await scene.build(
        'Daemon',
        `${baseStage}FROM base
RUN (setsid sh -c '(${nap} &) ; (setsid ${nap} >/dev/null 2>&1 </dev/null &)' &) ; sleep 0.3; ps | grep -c "${nap}" && (while :; do echo x >> /late; sleep 0.01; done) & sleep 0.1; echo over
RUN ps | grep -v grep | grep "${nap}" || echo nobody; wc -c < /late > /a; sleep 0.2; wc -c < /late > /b; cmp /a /b && echo silence
`,
      );
      expect(code, stderr).toBe(0);
      expect(stderr).toContain('over');
      expect(stderr).toContain('nobody');
      expect(stderr).toContain('silence');
      expect(await processesThatStay(nap)).toEqual([]);
      await nothingIsLeft();
    });

    it('a fork bomb ends with the build that is cancelled', async () => {
      // Bounded, so that a machine where this fails does not go down with it.
      const bomb = ': "$0"; bomb() { bomb | bomb & }; echo lit; bomb; sleep 1000';
      await scene.write({ Bomb: `${baseStage}FROM base\nRUN ${bomb}\n` });
      const building = scene.user.start(['build', '--ulimit=nproc=700:700', '-f', 'Bomb', '.']);
      await building.said(/^#\d+ [\d.]+ lit$/m);
      await delay(300);
      process.kill(building.child.pid ?? 0, 'SIGTERM');
      const { code } = await building.done;
      expect(code).toBeGreaterThan(128);
      await nothingIsLeft();
    });

    it('are cancelled at any moment, by Ctrl-C or SIGTERM, and the next build works', async () => {
      await scene.write({
        Cancelled: `${baseStage}FROM base AS a
ARG ROUND
COPY . /copied
RUN --mount=type=cache,target=/c echo $ROUND > /c/x; sleep 0.1; cp -r /bin /bin2
FROM base AS b
ARG ROUND
RUN trap '' INT TERM; echo $ROUND; for i in 1 2 3 4 5 6; do echo $i > /f$i; sleep 0.05; done
FROM base
COPY --from=a /bin2 /bin2
COPY --from=b /f6 /f6
RUN cat /f6
`,
      });
      const codes = new Map<number | null, number>();
      for (let round = 0; round < 14; round++) {
        const words = [
          'build',
          '--build-arg',
          `ROUND=${round}`,
          '-t',
          'me/cut',
          '-f',
          'Cancelled',
          '.',
        ];
        const building = scene.user.start(words);
        await delay(randomInt(20, 900));
        const pid = building.child.pid ?? 0;
        // Ctrl-C goes to the whole group, SIGTERM to the command alone.
        try {
          process.kill(round % 2 ? -pid : pid, round % 2 ? 'SIGINT' : 'SIGTERM');
        } catch (error) {
          // It was done already.
          if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
        }
        const { code, output } = await building.done;
        codes.set(code, (codes.get(code) ?? 0) + 1);
        // Null: before it listened to signals.
        expect([0, 130, 143, null], output).toContain(code);
        expect(mountsBelow(scene.user.folder.path)).toEqual([]);
      }
      expect(codes.get(130) ?? 0).toBeGreaterThan(0);
      await nothingIsLeft();
      const { code, stderr } = await scene.build('Cancelled', fileOf(scene, 'Cancelled'));
      expect(code, stderr).toBe(0);
    });

    it('colour, move the cursor and ring the bell only in their own pipe', async () => {
      const evil = String.raw`\033]0;title\007 \033[2J\033[31mred\033[0m \033[1;1H \033P1$r\033\\ \302\233 31m \010\010 \r gone`;
      await scene.write({
        Evil: `${baseStage}FROM base\nRUN printf '${evil}\\n'; sleep 0.4; printf 'plain line\\n'; sleep 0.3\n`,
      });
      const building = scene.user.startAtTerminal(['build', '--no-cache', '-f', 'Evil', '.']);
      const { code, output } = await building.done;
      expect(code).toBe(0);
      expect(output).toContain('plain line');
      expect(output).not.toContain('\u001b]0;');
      expect(output).not.toContain('\u001b[2J');
      expect(output).not.toContain('\u001b[1;1H');
      expect(output).not.toContain('\u001bP');
      expect(output).not.toContain('\u0007');
      expect(output).not.toContain('\u009b');
    });
  });
});

function fileOf(scene: HostileScene, name: string): string {
  return readFileSync(`${scene.user.context}/${name}`, 'utf8');
}
