import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseStage, neededTools } from '../build-command/command-user.ts';
import { builders } from '../runtime/build-user.ts';
import { file } from '../runtime/layer-lab.ts';
import { runCommand } from '../support/run-command.ts';
import { describeWithTools } from '../support/tools.ts';
import { tarOf } from './hostile-archives.ts';
import { canaryText, endsCleanly, HostileScene, tarOutput } from './hostile-scene.ts';

/** Tries to read and to change what is mounted at `/m`. */
const reach = 'cat /m/file /m/folder/file; echo changed > /m/file; touch /m/new; true';

describeWithTools('links and mounts that lead out', neededTools, () => {
  describe.each(builders)('of a build by %s', (builder) => {
    let scene: HostileScene;
    beforeAll(async () => {
      scene = await HostileScene.create(builder);
      const archive = tarOf([file('file', 'from the archive')]);
      await scene.write({ f: 'from the context', 'a.tar': archive });
    });
    afterAll(() => scene.remove());

    /** Builds; fails where anything got out or in. */
    const contained = async (steps: string, words: readonly string[] = tarOutput) => {
      const result = await scene.build('Dockerfile', `${baseStage}${steps}\n`, [
        '--secret=id=s,src=f',
        ...words,
      ]);
      expect(endsCleanly(result), result.stderr).toBe(true);
      expect(result.stderr).not.toContain(canaryText);
      expect(scene.changes()).toBe('');
      if (result.code === 0 && words === tarOutput) expect(scene.leaks()).toBe(false);
      return result;
    };
    const listed = async () =>
      runCommand('tar', ['-tf', join(scene.user.context, 'out.tar')], { timeout: 30_000 });

    it('end inside for destinations, working folders and archives', async () => {
      const { code, stderr } = await contained(`
RUN ln -s ${scene.canary} /out && ln -s ../../../../../../../..${scene.canary} /up && ln -s /proc/1/root${scene.canary} /slow
WORKDIR /out/made
RUN echo x > here
WORKDIR /up/other
COPY f /out/file
COPY f /up/folder/file
COPY --chown=7:7 --chmod=777 f /out/folder/
ADD a.tar /up/unpacked/
RUN cat /out/file /up/unpacked/file`);
      expect(stderr).toContain('from the context');
      expect(stderr).toContain('from the archive');
      expect(code).toBe(0);
      const inside = scene.canary.slice(1);
      expect((await listed()).split('\n')).toEqual(
        expect.arrayContaining([`${inside}/made/here`, `${inside}/other/`, `${inside}/folder/f`]),
      );
    });

    it('end inside for what is copied from a stage', async () => {
      for (const source of ['/out', '/out/file', '/up/folder', '/all/*', '/loop', '/slow/file']) {
        await contained(`FROM base AS s
RUN ln -s ${scene.canary} /out && ln -s ../../../../../..${scene.canary} /up && ln -s loop /loop && ln -s /proc/1/root${scene.canary} /slow && mkdir /all && ln -s ${scene.canary}/file /all/1 && ln -s /up/file /all/2
FROM scratch
COPY --from=s ${source} /to/`);
      }
    });

    it('end inside for bind mounts of stages and of the context', async () => {
      for (const source of ['from=s,source=/out', 'from=s,source=/up/folder', 'source=../../..']) {
        for (const more of ['', ',rw']) {
          await contained(`FROM base AS s
RUN ln -s ${scene.canary} /out && ln -s ../../../../../..${scene.canary} /up
FROM base
RUN --mount=type=bind,${source}${more},target=/m ${reach}`);
        }
      }
      await runCommand('ln', ['-sfn', scene.canary, join(scene.user.context, 'link')]);
      await contained(`RUN --mount=type=bind,source=link,target=/m,rw ${reach}`);
      await contained(`RUN --mount=type=bind,source=link/file,target=/m ${reach}`);
      await contained('COPY link/file /copied');
      await contained('COPY link /copied');
    });

    it('end inside for folders of cache mounts', async () => {
      const cache = '--mount=type=cache,id=links';
      const plant = `RUN ${cache},target=/c ln -s ${scene.canary} /c/out; ln -s ../../../../../../../../..${scene.canary} /c/up`;
      for (const source of ['out', 'up', 'out/folder', '../../../../..', '/..', '../1']) {
        await contained(`${plant}\nRUN ${cache},source=${source},target=/m ${reach}`);
      }
    });

    it('end inside for the targets of mounts', async () => {
      const { code, stderr } = await contained(`
RUN ln -s ${scene.canary} /m && mkdir /run && ln -s ${scene.canary} /run/secrets && ln -s ${scene.canary}/folder /run/buildkit
RUN --mount=type=tmpfs,target=/m/folder touch /m/folder/new
RUN --mount=type=cache,target=/m/folder touch /m/folder/new
RUN --mount=type=secret,id=s,required cat /run/secrets/s
RUN --mount=type=secret,id=s,target=/m/file,required cat /m/file
RUN --mount=type=bind,target=/m,rw touch /m/new; true`);
      expect(stderr).toContain('from the context');
      expect(code, stderr).toBe(0);
    });

    it('end inside for a mount on what a cache mount has in it', async () => {
      await contained(`
RUN --mount=type=cache,id=t,target=/c ln -sfn ${scene.canary} /c/sub; ln -sfn ${scene.canary}/file /c/file
RUN --mount=type=cache,id=t,target=/c --mount=type=tmpfs,target=/c/sub touch /c/sub/new
RUN --mount=type=cache,id=t,target=/c --mount=type=secret,id=s,target=/c/file,required cat /c/file
RUN --mount=type=cache,id=t,target=/c --mount=type=bind,target=/c/sub/more,rw touch /c/sub/more/new`);
    });

    it('are written as they are into a folder, and never written through', async () => {
      const into = ['-o', 'type=local,dest=dest'];
      const first = `RUN ln -s ${scene.canary} /out && ln -s ${scene.canary}/file /one`;
      expect((await contained(`${first}\n`, into)).code).toBe(0);
      expect(lstatSync(join(scene.user.context, 'dest/out')).isSymbolicLink()).toBe(true);
      const second = 'FROM scratch\nCOPY f /out/file\nCOPY f /out/new\nCOPY --chmod=777 f /one';
      await contained(second, into);
      expect(existsSync(join(scene.canary, 'new'))).toBe(false);
    });
  });
});
