import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseStage, neededTools } from '../build-command/command-user.ts';
import { builders } from '../runtime/build-user.ts';
import { file, folder, symlink } from '../runtime/layer-lab.ts';
import { findTool } from '../support/required-tool.ts';
import { tryCommand } from '../support/run-command.ts';
import { describeWithTools } from '../support/tools.ts';
import { archivesAgainst, layoutOf, plainLayer, tarOf } from './hostile-archives.ts';
import { canaryText, endsCleanly, HostileScene, tarOutput } from './hostile-scene.ts';

const all = Object.keys(archivesAgainst('/x'));

describeWithTools('archives that reach for what is outside', neededTools, () => {
  describe.each(builders)('built by %s', (builder) => {
    // What differs between the two is not how paths are followed: a third will do.
    const attacks = all.filter((_, index) => builder === 'root' || index % 3 === 0);
    let scene: HostileScene;
    beforeAll(async () => {
      scene = await HostileScene.create(builder);
    });
    afterAll(() => scene.remove());

    const tar = (attack: string) => tarOf(archivesAgainst(scene.canary)[attack] ?? []);
    /** Fails unless the build ended well or was refused in one line, and kept within its bounds. */
    const check = async (attack: string, build: Promise<{ code: number; stderr: string }>) => {
      const { code, stderr } = await build;
      expect(stderr, attack).not.toContain(canaryText);
      expect(endsCleanly({ code, stderr, stdout: '' }), `${attack}: ${code} ${stderr}`).toBe(true);
      expect(scene.changes(), attack).toBe('');
      expect(existsSync('/escape'), attack).toBe(false);
      if (code === 0) expect(scene.leaks(), attack).toBe(false);
      return code;
    };

    it('are added within the image, or refused', async () => {
      const codes = [];
      for (const attack of attacks) {
        await scene.write({ 'evil.tar': tar(attack) });
        const dockerfile = 'FROM scratch\nADD evil.tar /a/b/\n';
        codes.push(await check(attack, scene.build('Add', dockerfile, tarOutput)));
      }
      expect(codes).toContain(0);
    });

    it('are contexts that hold nothing else', async () => {
      const codes = [];
      for (const attack of attacks) {
        const dockerfile = file('Dockerfile', 'FROM scratch\nCOPY . /\n');
        const entries = [dockerfile, ...(archivesAgainst(scene.canary)[attack] ?? [])];
        await scene.write({ 'context.tar': tarOf(entries) });
        const line = scene.user.commandLine(['build', ...tarOutput, '-']).join(' ');
        const build = tryCommand('sh', ['-c', `${line} < context.tar`], {
          cwd: scene.user.context,
          env: scene.user.environment,
        });
        codes.push(await check(attack, build));
      }
      expect(codes).toContain(0);
    });

    it('are layers of base images, copied into, run in and copied from', async () => {
      const busybox = readFileSync(findTool('busybox') ?? '');
      const tools = tarOf([
        folder('bin'),
        {
          header: { type: 'file', name: 'bin/busybox', mode: 0o755, size: busybox.length },
          body: busybox,
        },
        symlink('bin/sh', 'busybox'),
      ]);
      const codes = [];
      for (const [index, attack] of attacks.entries()) {
        const layers = [plainLayer(tools), plainLayer(tar(attack))];
        layoutOf(scene.user.folder.join(`base${index}`), layers);
        await scene.give(scene.user.folder.join(`base${index}`));
        const dockerfile = `FROM base AS run
COPY busybox /l/copied
RUN for f in /l/file /h /d/file; do [ ! -e $f ] || busybox cat $f; done; echo changed > /l/file; echo changed > /h; true
FROM scratch
COPY --from=run / /all/
`;
        const base = `base=oci-layout://${scene.user.folder.join(`base${index}`)}:image`;
        const words = ['--build-context', base, ...tarOutput];
        codes.push(await check(attack, scene.build('Base', dockerfile, words)));
      }
      expect(codes).toContain(0);
    });

    it('lead out in no other way when one layer has the link and the next goes through it', async () => {
      const inside = scene.canary.slice(1);
      const lower = tarOf([
        folder(inside),
        folder(`${inside}/folder`),
        symlink('out', scene.canary),
        symlink('up', '../../../../../../../..'),
      ]);
      const upper = tarOf([
        file('out/file', 'x'),
        file('out/.wh.folder'),
        file(`up${scene.canary}/new`, 'x'),
      ]);
      layoutOf(scene.user.folder.join('across'), [plainLayer(lower), plainLayer(upper)]);
      await scene.give(scene.user.folder.join('across'));
      const dockerfile = `${baseStage}FROM across AS a
COPY --from=base --chmod=755 /bin/busybox /out/folder/busybox
COPY --from=base /bin/busybox /up${scene.canary}/file
RUN ["/out/folder/busybox", "true"]
FROM scratch
COPY --from=a /out /out
COPY --from=a /up /up
`;
      const words = [
        '--build-context',
        `across=oci-layout://${scene.user.folder.join('across')}:image`,
      ];
      const build = scene.build('Across', dockerfile, [...words, ...tarOutput]);
      expect(await check('across', build), (await build).stderr).toBe(0);
    });

    it('leave a store that builds on', async () => {
      const { code, stderr } = await scene.build('Good', `${baseStage}RUN echo fine\n`);
      expect(stderr).toContain('fine');
      expect(code).toBe(0);
    });
  });
});
