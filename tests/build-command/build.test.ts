import { existsSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builders } from '../runtime/build-user.ts';
import { runCommand, tryCommand } from '../support/run-command.ts';
import { describeWithTools } from '../support/tools.ts';
import {
  baseStage,
  CommandUser,
  isRunning,
  mountsBelow,
  neededTools,
  seeRunning,
} from './command-user.ts';

describeWithTools('slipway build', neededTools, () => {
  describe.each(builders)('by %s', (builder) => {
    let user: CommandUser;
    beforeAll(async () => {
      user = await CommandUser.create(builder);
    });
    afterAll(() => user.remove());

    it('builds, says what it did, and takes the second time all from the cache', async () => {
      await user.write({
        Dockerfile: `${baseStage}FROM base AS build\nRUN echo made by $(id -u) > /out && echo to stderr >&2
FROM scratch\nCOPY --from=build /out /out\n`,
      });
      const first = await user.run([
        'build',
        '-t',
        'me/app:1',
        '-t',
        'me/app',
        '--iidfile',
        'id',
        '--metadata-file',
        'meta.json',
        '.',
      ]);
      expect(first.stderr).toMatch(/^#\d+ \[build 1\/1\] RUN echo made/m);
      expect(first.stderr).toMatch(/^#\d+ \d+\.\d+ to stderr$/m);
      expect(first.stderr).toMatch(/^#\d+ DONE \d+\.\ds$/m);
      expect(first.stderr).toMatch(/^me\/app:1 .* sha256:[0-9a-f]{64}$/m);
      expect(first.stderr).toMatch(/% left behind$/m);
      expect(first).toMatchObject({ code: 0, stdout: '' });
      const second = await user.run(['build', '--progress=plain', '-t', 'me/app:1', '.']);
      expect(second.stderr).toMatch(/steps from the cache \(100 %\)/);
      expect(second.stderr).not.toContain('to stderr');
      const id = await user.do('build', '--quiet', '.');
      expect(id).toBe(user.read('id'));
      expect(JSON.parse(user.read('meta.json'))).toMatchObject({
        'containerimage.digest': expect.stringMatching(/^sha256:/),
      });
    });

    it('shows a failed step with its lines and its output, and ends with 1', async () => {
      await user.write({
        Bad: `${baseStage}FROM base\nRUN echo before && exit 7\nRUN echo never\n`,
      });
      const { code, stderr } = await user.run(['build', '-f', 'Bad', '.']);
      expect(code).toBe(1);
      expect(stderr).toContain('Bad:5:1\n--------------------\n');
      expect(stderr).toContain('\n   5 | >>> RUN echo before && exit 7\n');
      expect(stderr).toMatch(
        /------\n > \[stage-1 1\/2\] RUN echo before && exit 7:\nbefore\n------/,
      );
      expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^slipway: .*exit code: 7/);
      expect(stderr).not.toContain('    at ');
      expect((await user.run(['build', '--debug', '-f', 'Bad', '.'])).stderr).toContain('    at ');
    });

    it('says of a wrong Dockerfile or option in one line what is wrong, before anything runs', async () => {
      const wrong = await user.run(['build', '-'], { input: 'FROM scratch\nCOPPY a b\n' });
      expect(wrong).toMatchObject({ code: 1, stdout: '' });
      expect(wrong.stderr).toContain('Dockerfile:2');
      expect(wrong.stderr).toContain('did you mean COPY?');
      const flag = await user.run(['build', '--output', 'type=ocl', '.']);
      expect(flag).toMatchObject({ code: 2, stdout: '' });
      expect(flag.stderr.trimEnd().split('\n')).toEqual([
        expect.stringContaining('Did you mean "oci"?'),
      ]);
    });

    it('reads the context or the Dockerfile from standard input', async () => {
      await user.write({ hello: 'hello', 'sub/Inner': 'FROM scratch\nCOPY hello /inner\n' });
      const text = 'FROM scratch\nCOPY hello /from-stdin\n';
      const withContext = await user.run(['build', '-f', '-', '-o', 'out1', '.'], { input: text });
      expect(withContext).toMatchObject({ code: 0 });
      expect(user.read('out1/from-stdin')).toBe('hello');
      const line = `tar -c hello sub | ${user.commandLine(['build', '-f', 'sub/Inner', '-o', 'out2', '-']).join(' ')}`;
      const tar = await tryCommand('sh', ['-c', line], {
        cwd: user.context,
        env: user.environment,
      });
      expect(tar).toMatchObject({ code: 0 });
      expect(user.read('out2/inner')).toBe('hello');
    });

    it('writes a tar to standard output, and nothing else', async () => {
      await user.write({ Tar: 'FROM scratch\nCOPY hello /a/hello\n' });
      const line = `${user.commandLine(['build', '-f', 'Tar', '-o', '-', '.']).join(' ')} | tar -t`;
      const listed = await runCommand('sh', ['-c', line], {
        cwd: user.context,
        env: user.environment,
      });
      expect(listed.split('\n').sort()).toEqual(['a/', 'a/hello']);
    });

    it('hands on arguments, secrets and named contexts', async () => {
      await user.write({
        token: 'from a file',
        'other/file': 'of another context',
        Hand: `${baseStage}FROM base AS build
ARG VALUE
ARG FROM_ENVIRONMENT
RUN --mount=type=secret,id=file --mount=type=secret,id=variable,env=SECRET \\
  echo $VALUE, $FROM_ENVIRONMENT, $(cat /run/secrets/file), $SECRET > /out
FROM scratch
COPY --from=build /out /
COPY --from=other /file /\n`,
      });
      const words = [
        '--build-arg',
        'VALUE=given',
        '--build-arg',
        'FROM_ENVIRONMENT',
        '--secret',
        'id=file,src=token',
        '--secret',
        'id=variable,env=TOKEN',
        '--build-context',
        'other=other',
      ];
      const result = await user.run(['build', ...words, '-f', 'Hand', '-o', 'out3', '.'], {
        env: { FROM_ENVIRONMENT: 'inherited', TOKEN: 'from a variable' },
      });
      expect(result).toMatchObject({ code: 0 });
      expect(user.read('out3/out')).toBe('given, inherited, from a file, from a variable\n');
      expect(user.read('out3/file')).toBe('of another context');
    });

    it('says all of it as JSON where that is asked for', async () => {
      const { code, stderr } = await user.run([
        'build',
        '--progress',
        'json',
        '--no-cache',
        '-f',
        'Bad',
        '.',
      ]);
      const events = stderr
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { type: string });
      expect(code).toBe(1);
      expect(new Set(events.map(({ type }) => type))).toEqual(
        new Set(['dockerfile', 'planned', 'started', 'completed', 'log', 'failed', 'error']),
      );
      expect(events.at(-1)).toMatchObject({ type: 'error', exitCode: 1 });
    });

    it('ends at Ctrl-C: nothing runs on, nothing stays mounted, the next build works', async () => {
      const nap = builder === 'root' ? 'sleep 4241' : 'sleep 4242';
      await user.write({ Slow: `${baseStage}FROM base\nRUN echo started && ${nap}\n` });
      const building = user.start(['build', '-f', 'Slow', '.']);
      await building.said(/^#\d+ [\d.]+ started$/m);
      await seeRunning(nap);
      process.kill(-(building.child.pid ?? 0), 'SIGINT');
      const { code, output } = await building.done;
      expect(output).toMatch(/slipway: interrupted/);
      expect(output).toContain('CANCELED');
      expect(code).toBe(130);
      expect(await isRunning(nap)).toBe(false);
      expect(mountsBelow(user.folder.path)).toEqual([]);
      await user.do('build', '-q', '.');
    });

    it('at a terminal shows the stages live, and leaves a list and the cursor', async () => {
      await user.write({
        Live: `${baseStage}FROM base AS build\nRUN for i in 1 2 3; do echo out $i; sleep 0.3; done\n`,
      });
      const building = user.startAtTerminal([
        'build',
        '--no-cache',
        '-t',
        'me/live',
        '-f',
        'Live',
        '.',
      ]);
      await building.said('│ out 2');
      const { code, output } = await building.done;
      expect(code).toBe(0);
      expect(output.lastIndexOf('\u001b[?25h')).toBeGreaterThan(output.lastIndexOf('\u001b[?25l'));
      const end = stripVTControlCharacters(output.slice(output.lastIndexOf('\u001b[?25h')));
      expect(end).toContain('✔ [build 1/1] RUN for i');
      expect(end).toContain('me/live');
    });

    it('at a terminal gives the cursor back when it is interrupted, once or twice', async () => {
      for (const times of [1, 2]) {
        const building = user.startAtTerminal(['build', '-f', 'Slow', '.']);
        await building.said('│ started');
        building.child.stdin?.write('\u0003'.repeat(times));
        const { code, output } = await building.done;
        expect(code).toBe(130);
        expect(output.lastIndexOf('\u001b[?25h')).toBeGreaterThan(
          output.lastIndexOf('\u001b[?25l'),
        );
      }
      expect(mountsBelow(user.folder.path)).toEqual([]);
    });

    it('where no namespaces can be made builds what runs nothing, and says what is missing', async () => {
      await user.write({ copied: 'copied', Copied: 'FROM scratch\nCOPY copied /copied\n' });
      const before = ['env', 'PATH=/nonexistent'];
      const copy = await user.run(['build', '-q', '-f', 'Copied', '-t', 'me/copied', '.'], {
        before,
      });
      expect(copy.stderr).toBe('');
      expect(copy).toMatchObject({ code: 0, stdout: expect.stringMatching(/^sha256:/) });
      const executed = await user.run(['build', '--no-cache', '-f', 'Live', '.'], { before });
      expect(executed.code).toBe(1);
      expect(executed.stderr).toMatch(/\nslipway: .*unshare is not installed.*Install it: /);
      const run = await user.run(['run', 'me/copied', 'x'], { before });
      expect(run.code).toBe(125);
      expect(run.stderr).toMatch(/unshare is not installed/);
    });

    it('keeps what it makes in its data folder', () => {
      expect(existsSync(user.folder.join('data/slipway/images/index.json'))).toBe(true);
      const index = JSON.parse(
        readFileSync(user.folder.join('data/slipway/images/index.json'), 'utf8'),
      );
      expect(JSON.stringify(index)).toContain('127.0.0.1:5000/me/app:1');
    });
  });
});
