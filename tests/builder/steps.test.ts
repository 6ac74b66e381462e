import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand, tryCommand } from '../support/run-command.ts';
import { BuildMachine, cannotBuild } from './build-machine.ts';

/** Every file below a folder, archives unpacked as far as gzip goes. */
function contentsBelow(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.map((name) => join(folder, name)).filter((path) => statIsFile(path));
  return files
    .map((path) => {
      const bytes = readFileSync(path);
      return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString(
        'latin1',
      );
    })
    .join('\n');
}

function statIsFile(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ?? false;
}

/** The entries of an image's uppermost layer, as tar lists them. */
async function lastLayer(machine: BuildMachine, digest: string): Promise<string> {
  const blobs = join(machine.state, 'images', 'blobs', 'sha256');
  const read = (each: string) => readFileSync(join(blobs, each.slice('sha256:'.length)));
  const manifest = JSON.parse(read(digest).toString()) as { layers: { digest: string }[] };
  const layer = manifest.layers.at(-1)?.digest ?? '';
  return runCommand('tar', ['-tzf', join(blobs, layer.slice('sha256:'.length))]);
}

describe.skipIf(cannotBuild).each(['root', 'ordinary'] as const)(
  'steps of a build, as %s',
  (user) => {
    let machine: BuildMachine;

    beforeAll(async () => {
      machine = await BuildMachine.create(user);
    });

    afterAll(async () => {
      await machine.remove();
    });

    it('change what is below them, and copy from stages', async () => {
      machine.write({ 'hello.txt': 'hello' });
      const built = await machine.build(`
FROM base AS work
WORKDIR /src
COPY hello.txt .
RUN tr a-z A-Z < hello.txt > out && rm hello.txt
FROM base
COPY --from=work /src /src
RUN ls /src && cat /src/out && id -u && stat -c %a:%u:%g /src`);
      expect(built.error).toBeUndefined();
      expect(built.output).toBe('out\nHELLO0\n755:0:0\n');
      expect(built.result?.summary.steps).toEqual({ total: 7, cached: 0 });
      expect(built.result?.summary.stages.map(({ name }) => name)).toContain('work');
    });

    it('see binds of the context and of stages, and what they write there is gone', async () => {
      machine.write({ 'lib/a.txt': 'from the context' });
      const built = await machine.build(`
FROM base AS other
RUN mkdir /data && echo from a stage > /data/b.txt
FROM base
RUN --mount=type=bind,source=lib,target=/lib1 \\
    --mount=type=bind,source=lib/a.txt,target=/file \\
    --mount=type=bind,from=other,source=/data,target=/lib2,rw \\
    cat /lib1/a.txt /file /lib2/b.txt && echo changed > /lib2/b.txt && ! touch /lib1/x
RUN --mount=type=bind,from=other,source=/data,target=/lib2 cat /lib2/b.txt`);
      expect(built.error).toBeUndefined();
      expect(built.output).toMatch(
        /from the contextfrom the contextfrom a stage\n(?:.*\n)*from a stage\n$/,
      );
      const listing = await lastLayerOf(machine, built.result?.image?.digest);
      expect(listing).not.toMatch(/b\.txt|a\.txt/);
    });

    it('keep cache mounts from build to build, out of the image', async () => {
      const step = (more: string) =>
        machine.build(
          `RUN --mount=type=cache,target=/cache,id=${user} echo ${more} >> /cache/log; cat /cache/log`,
        );
      expect((await step('one')).output).toBe('one\n');
      const second = await step('two');
      expect(second.output).toBe('one\ntwo\n');
      expect(second.result?.image).toBeDefined();
      const listing = await lastLayerOf(machine, second.result?.image?.digest);
      expect(listing).not.toMatch(/^cache\/./m);
    });

    it('have tmpfs mounts, and here-documents as scripts', async () => {
      const built = await machine.build(`
RUN --mount=type=tmpfs,target=/scratch <<EOF
#!/bin/sh
echo "a script: $0" > /scratch/x
cat /scratch/x
grep -c "/scratch tmpfs" /proc/mounts
EOF`);
      expect(built.error).toBeUndefined();
      expect(built.output).toMatch(/^a script: \/dev\/pipes\/EOF\n1\n$/);
    });

    it('are given secrets, and nothing keeps them', async () => {
      const file = machine.folder.join('secret.txt');
      writeFileSync(file, 'hunter2-in-a-file', { mode: 0o644 });
      machine.setVariable('MY_TOKEN', 'hunter2-in-a-variable');
      const built = await machine.build(
        `
RUN --mount=type=secret,id=file,required,mode=0440,uid=12,gid=34 \\
    --mount=type=secret,id=variable,env=TOKEN \\
    --mount=type=secret,id=absent \\
    stat -c %a:%u:%g /run/secrets/file && cat /run/secrets/file | wc -c && echo \${#TOKEN} && ls /run/secrets`,
        {
          secrets: [
            { id: 'file', file },
            { id: 'variable', environmentVariable: 'MY_TOKEN' },
          ],
        },
      );
      expect(built.error).toBeUndefined();
      expect(built.output).toBe('440:12:34\n17\n21\nfile\n');
      expect(await lastLayerOf(machine, built.result?.image?.digest)).not.toContain('secrets/file');
      expect(contentsBelow(machine.state)).not.toContain('hunter2');
    });

    it('do not run without a secret that they need', async () => {
      const built = await machine.build('RUN --mount=type=secret,id=none,required echo ran');
      expect(built.error).toMatchObject({ code: 'SECRET_MISSING', lines: { start: 5, end: 5 } });
      expect(built.output).toBe('');
    });

    it('reach an SSH agent through a socket of their own', async () => {
      const key = machine.folder.join('key');
      await runCommand('sh', ['-c', `rm -f ${key}*; ssh-keygen -q -t ed25519 -N '' -f ${key}`]);
      if (user === 'ordinary') await runCommand('chown', ['slipway-builder', key]);
      const before = await agents();
      const built = await machine.build(
        `
RUN --mount=type=ssh,uid=5,mode=0640 echo $SSH_AUTH_SOCK && stat -c %F:%a:%u $SSH_AUTH_SOCK`,
        { ssh: [{ id: 'default', paths: [key] }] },
      );
      expect(built.error).toBeUndefined();
      expect(built.output).toBe('/run/buildkit/ssh_agent.0\nsocket:640:5\n');
      expect(await agents()).toBe(before);
    });

    it('fail with their exit code and their lines', async () => {
      const built = await machine.build('RUN echo before; exit 7');
      expect(built.output).toBe('before\n');
      expect(built.error).toMatchObject({
        code: 'STEP_FAILED',
        exitCode: 7,
        lines: { start: 5, end: 5 },
      });
    });
  },
);

async function lastLayerOf(machine: BuildMachine, digest: string | undefined): Promise<string> {
  return lastLayer(machine, digest ?? '');
}

/** How many SSH agents run on this machine. */
async function agents(): Promise<string> {
  return (await tryCommand('pgrep', ['-c', 'ssh-agent'])).stdout.trim();
}
