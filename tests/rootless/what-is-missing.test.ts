import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { baseStage, neededTools } from '../build-command/command-user.ts';
import { findTool } from '../support/required-tool.ts';
import { runCommand } from '../support/run-command.ts';
import { makeScratchFolder, type ScratchFolder } from '../support/scratch-folder.ts';
import { describeWithTools } from '../support/tools.ts';
import { OrdinaryUser } from './ordinary-user.ts';

const runtimes = ['runc', 'crun', 'youki'];
const folders = ['/usr/local/bin', '/usr/local/sbin', '/usr/bin', '/usr/sbin', '/bin', '/sbin'];

describeWithTools('where something is missing', [...neededTools, 'su'], () => {
  let folder: ScratchFolder;
  let context: string;
  let without: OrdinaryUser;
  let plain: OrdinaryUser;
  let hidden: readonly string[];

  beforeAll(async () => {
    folder = makeScratchFolder();
    without = await OrdinaryUser.create(folder, { name: 'slipway-noids', subordinateIds: false });
    plain = await OrdinaryUser.create(folder, { name: 'slipway-plain', subordinateIds: true });
    context = folder.join('context');
    mkdirSync(context);
    await runCommand('cp', [findTool('busybox') ?? 'busybox', join(context, 'busybox')]);
    writeFileSync(join(context, 'f'), 'content');
    writeFileSync(
      join(context, 'Copies'),
      'FROM scratch AS a\nCOPY f /f\nFROM scratch\nCOPY --from=a /f /g\n',
    );
    writeFileSync(join(context, 'Runs'), `${baseStage}RUN echo never\n`);
    await runCommand('chmod', ['-R', 'a+rX', context]);
    const found = folders.flatMap((bin) => runtimes.map((name) => join(bin, name)));
    hidden = [
      ...new Set(found.filter((path) => existsSync(path)).map((path) => realpathSync(path))),
    ];
  });
  afterAll(() => folder.remove());

  const lastLine = (text: string) => text.trimEnd().split('\n').at(-1) ?? '';

  test('subordinate ids: one line says so, and how to have some', async () => {
    const { code, stderr } = await without.slipway(['build', '-f', join(context, 'Runs'), context]);
    expect(code).toBe(1);
    expect(lastLine(stderr)).toMatch(/^slipway: .*slipway-noids has no subordinate ids/);
    expect(lastLine(stderr)).toMatch(
      /usermod --add-subuids \d+-\d+ --add-subgids \d+-\d+ slipway-noids/,
    );
    expect(stderr).not.toContain('\n    at ');
  });

  test('runtimes: what needs none is built, by root and by an ordinary user', async () => {
    const words = ['build', '--progress=plain', '-f', join(context, 'Copies'), context];
    const { code, stderr } = await plain.slipway(words, { hidden });
    expect(code, stderr).toBe(0);
    const out = plain.path('out');
    const into = ['build', '-o', `type=local,dest=${out}`, '-f', join(context, 'Copies'), context];
    expect((await plain.slipway(into, { hidden })).code).toBe(0);
    expect((await plain.run(['cat', `${out}/g`])).stdout).toBe('content');
  });

  test('runtimes: a RUN says in one line what to install', async () => {
    const words = ['build', '--progress=plain', '-f', join(context, 'Runs'), context];
    const { code, stderr } = await plain.slipway(words, { hidden });
    expect(code).toBe(1);
    expect(stderr).not.toContain('never\n#');
    expect(lastLine(stderr)).toMatch(/^slipway: .*(runc|crun).*install/);
    expect(stderr).not.toContain('\n    at ');
    // With one, the same build goes on from where it was.
    const after = await plain.slipway(words);
    expect(after.code, after.stderr).toBe(0);
  });
});
