import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';
import { encodeTarHeader } from '@slipway/archive';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseStage, mountsBelow, neededTools } from '../build-command/command-user.ts';
import { builders } from '../runtime/build-user.ts';
import { file } from '../runtime/layer-lab.ts';
import { runCommand } from '../support/run-command.ts';
import { describeWithTools } from '../support/tools.ts';
import { layoutOf, tarOf } from './hostile-archives.ts';
import { endsCleanly, HostileScene } from './hostile-scene.ts';

/** Bytes that a bomb has when it is unpacked: far more than the small disk. */
const bombSize = 512 * 1024 * 1024;

describeWithTools('builds that want more than there is', neededTools, () => {
  let bomb: { readonly packed: Buffer; readonly diffId: string };
  beforeAll(async () => {
    bomb = await makeBomb();
  });

  describe.each(builders)('by %s', (builder) => {
    let scene: HostileScene;
    beforeAll(async () => {
      scene = await HostileScene.create(builder);
      // The store's disk: 24 MiB.
      const disk = scene.user.folder.join('data');
      mkdirSync(disk, { recursive: true });
      await runCommand('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=755', 'small', disk]);
      await scene.give(scene.user.folder.path);
    });
    afterAll(() => scene.remove());

    /** The build must fail for want of space, say so in one line, and leave the disk usable. */
    const full = async (dockerfile: string, words: readonly string[] = []) => {
      const result = await scene.build('Dockerfile', dockerfile, words);
      expect(result.code, result.stderr).toBe(1);
      expect(endsCleanly(result), result.stderr).toBe(true);
      expect(result.stderr).toMatch(/no space|disk|ENOSPC/i);
      expect(partsLeft(scene.user.folder.join('data'))).toEqual([]);
      expect(mountsBelow(scene.user.folder.path).length).toBe(1);
      expect(scene.changes()).toBe('');
      const small = 'FROM scratch\nCOPY f /f\n';
      await scene.write({ f: 'small' });
      const after = await scene.build('Small', small, ['-t', 'me/small']);
      expect(after.code, after.stderr).toBe(0);
    };

    it('archives that are bombs', async () => {
      await scene.write({ 'bomb.tar.gz': bomb.packed });
      await full(`${baseStage}ADD bomb.tar.gz /\nRUN ls -l /filler\n`);
    });

    it('base images that are bombs', async () => {
      const layer = { blob: bomb.packed, diffId: bomb.diffId, type: 'layer.v1.tar+gzip' };
      const layout = layoutOf(scene.user.folder.join('bomb'), [layer]);
      await scene.give(layout);
      const base = ['--build-context', `bomb=oci-layout://${layout}:image`];
      await full(`${baseStage}FROM bomb\nCOPY --from=base /bin /bin\nRUN true\n`, base);
    });

    it('steps that write until the disk is full', async () => {
      await full(`${baseStage}RUN dd if=/dev/zero of=/big bs=1M count=500\n`);
    });

    it('copies that do not fit', async () => {
      await runCommand('sh', ['-c', `head -c 60000000 /dev/urandom > ${scene.user.context}/large`]);
      await full('FROM scratch\nCOPY large /\n');
      await runCommand('rm', [join(scene.user.context, 'large')]);
    });
  });

  describe.each(builders)('of contexts that are strange, by %s', (builder) => {
    let scene: HostileScene;
    beforeAll(async () => {
      scene = await HostileScene.create(builder);
    });
    afterAll(() => scene.remove());

    it('sockets, pipes and devices hold nothing up', async () => {
      const at = join(scene.user.context, 'odd');
      const socket = `import socket; socket.socket(socket.AF_UNIX).bind("${at}/socket")`;
      await runCommand('mkdir', [at]);
      await runCommand('mkfifo', [join(at, 'pipe')]);
      await runCommand('python3', ['-c', socket]);
      await runCommand('mknod', [join(at, 'zero'), 'c', '1', '5']);
      await runCommand('mknod', [join(at, 'disk'), 'b', '7', '0']);
      const { code, stderr } = await scene.build(
        'Dockerfile',
        'FROM scratch\nCOPY odd /odd\nCOPY odd/pipe /pipe\n',
        ['--output', 'type=tar,dest=out.tar'],
      );
      expect(code, stderr).toBe(0);
      const listed = await runCommand('tar', ['-tvf', join(scene.user.context, 'out.tar')]);
      expect(listed).toMatch(/^p.* odd\/pipe$/m);
      // Whoever may not make devices has them in layers alone.
      if (builder === 'root') expect(listed).toMatch(/^c.* 1,5 .* odd\/zero$/m);
      expect(listed).toMatch(/^-.* 0 .* odd\/socket$/m);
      await runCommand('rm', ['-r', at]);
    });

    it('headers, Dockerfiles and ignore files of hostile size are refused or taken quickly', async () => {
      const header = Buffer.from(encodeTarHeader({ type: 'file', name: 'x', size: 8 * 1024 ** 3 }));
      for (const kind of ['x', 'g', 'L', 'K']) {
        await scene.write({
          'huge.tar': Buffer.concat([retyped(header, kind), Buffer.alloc(4096)]),
        });
        const result = await scene.build('Dockerfile', 'FROM scratch\nADD huge.tar /h/\n');
        expect(endsCleanly(result), result.stderr).toBe(true);
      }
      const names = Array.from({ length: 20 }, (_, index) => file(`${'n/'.repeat(400)}${index}`));
      await scene.write({ 'deep.tar': tarOf(names) });
      expect(endsCleanly(await scene.build('Dockerfile', 'FROM scratch\nADD deep.tar /\n'))).toBe(
        true,
      );

      const long = `FROM scratch\nLABEL a="${'x'.repeat(40_000_000)}"\n`;
      expect(endsCleanly(await scene.build('Long', long))).toBe(true);
      const many = `FROM scratch\n${'ENV a=${a:-${a:-${a:-x}}}\n'.repeat(1000)}`;
      expect(endsCleanly(await scene.build('Many', many))).toBe(true);
      const nested = `FROM scratch\nENV a=${'${a:-'.repeat(20_000)}x${'}'.repeat(20_000)}\n`;
      expect(endsCleanly(await scene.build('Nested', nested))).toBe(true);

      const patterns = `${'*'.repeat(60)}a\n${'**/a*b*c*d*e*f*g*h*/**/x\n'.repeat(3000)}!f\n`;
      await scene.write({ '.dockerignore': patterns, f: 'kept', ['a'.repeat(200)]: 'dropped' });
      const result = await scene.build('Ignored', 'FROM scratch\nCOPY . /\n');
      expect(endsCleanly(result), result.stderr).toBe(true);
      await scene.write({ '.dockerignore': '' });
    });

    it('two at once with the same steps both succeed, and each step runs once', async () => {
      const log = '--mount=type=cache,id=count,target=/count';
      const dockerfile = `${baseStage}FROM base AS a
RUN ${log} echo a >> /count/log; sleep 0.3; echo made > /a
FROM base AS b
RUN ${log} echo b >> /count/log; sleep 0.3; echo made > /b
FROM base
COPY --from=a /a /
COPY --from=b /b /
RUN ${log} echo c >> /count/log; sleep 0.3; cat /a /b > /c
`;
      await scene.write({ Twice: dockerfile, Count: `${baseStage}RUN ${log} cat /count/log\n` });
      const words = ['build', '--progress=plain', '-t', 'me/twice', '-f', 'Twice', '.'];
      const results = await Promise.all([1, 2, 3].map(() => scene.user.run(words)));
      for (const { code, stderr } of results) expect(code, stderr).toBe(0);
      const { stderr } = await scene.user.run(['build', '--progress=plain', '-f', 'Count', '.']);
      const ran = [...stderr.matchAll(/^#\d+ [\d.]+ ([abc])$/gm)].map(([, step]) => step);
      expect(ran.sort()).toEqual(['a', 'b', 'c']);
      expect(await scene.user.do('run', '--rm', 'me/twice', 'cat', '/c')).toBe('made\nmade');
    });
  });
});

/** A gzip of a tar with one file, of no filler: those would be holes. */
async function makeBomb(): Promise<{ readonly packed: Buffer; readonly diffId: string }> {
  const gzip = createGzip({ level: 1 });
  const hash = createHash('sha256');
  const chunks: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => chunks.push(chunk));
  const write = (bytes: Uint8Array) => {
    hash.update(bytes);
    return new Promise<void>((resolve) => void gzip.write(bytes, () => resolve()));
  };
  await write(encodeTarHeader({ type: 'file', name: 'filler', size: bombSize }));
  const filler = Buffer.alloc(4 * 1024 * 1024, 'z');
  for (let done = 0; done < bombSize; done += filler.length) await write(filler);
  await write(Buffer.alloc(1024));
  const end = once(gzip, 'end');
  gzip.end();
  await end;
  return { packed: Buffer.concat(chunks), diffId: `sha256:${hash.digest('hex')}` };
}

/** The header with another type, its checksum made right. */
function retyped(header: Buffer, type: string): Buffer {
  const block = Buffer.from(header);
  block[156] = type.charCodeAt(0);
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** Names of what looks half written in a data folder. */
function partsLeft(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter(
    (name) => /\.(partial|tmp)$|\/uploads\/.|\/run\/slipway-/.test(name) && !name.includes('/fs/'),
  );
}
