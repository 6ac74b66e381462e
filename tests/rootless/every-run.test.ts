import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { neededTools } from '../build-command/command-user.ts';
import type { Builder } from '../differential/builders/builder.ts';
import { startSlipway } from '../differential/builders/slipway.ts';
import { runCases } from '../differential/cases/run.ts';
import { stageCases } from '../differential/cases/stages.ts';
import { variableCases } from '../differential/cases/variables.ts';
import type { DifferentialCase } from '../differential/differential-case.ts';
import { compareImages, flattenImage } from '../differential/flatten-image.ts';
import { writeContext } from '../differential/write-context.ts';
import { standInImage } from '../support/base-images.ts';
import { runCommand } from '../support/run-command.ts';
import { makeScratchFolder, type ScratchFolder } from '../support/scratch-folder.ts';
import { describeWithTools } from '../support/tools.ts';
import { OrdinaryUser } from './ordinary-user.ts';

/** What only root can do: a device node is made by mknod, and user namespaces have none. */
const needsPrivilege = ['run/device'];

const runs = (each: DifferentialCase) =>
  /^(run|mount|user|workdir)\//.test(each.name) || /^\s*RUN\b/m.test(each.dockerfile);
const cases = [...runCases, ...variableCases, ...stageCases].filter(runs);

describeWithTools('every RUN without privilege', [...neededTools, 'su'], () => {
  let folder: ScratchFolder;
  let root: Builder;
  let user: OrdinaryUser;
  let base: string;

  beforeAll(async () => {
    folder = makeScratchFolder();
    const layout = await standInImage('busybox');
    user = await OrdinaryUser.create(folder, { name: 'slipway-plain', subordinateIds: true });
    base = folder.join('base');
    await runCommand('cp', ['-r', layout, base]);
    await runCommand('chmod', ['-R', 'a+rX', base]);
    root = startSlipway(folder, base);
  }, 600_000);
  afterAll(() => folder.remove());

  test('the user has no privilege', async () => {
    expect((await user.run(['id', '-Gn'])).stdout.trim()).toBe(user.name);
    const status = (await user.run(['cat', '/proc/self/status'])).stdout;
    expect(status).toMatch(/^CapEff:\s0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\s0$/m);
    const docker = await user.run(['sh', '-c', 'test -w /var/run/docker.sock']);
    expect(docker.code).not.toBe(0);
    expect((await user.run(['sh', '-c', 'sudo -n true'])).code).not.toBe(0);
  });

  test.for(cases.map((each) => [each.name, each] as const))('%s', async ([name, each]) => {
    const at = name.replace('/', '_');
    const context = folder.join(at);
    await writeContext(context, each);
    const mine = user.path(`${at}.tar`);
    const theirs = folder.join(`${at}.tar`);
    try {
      const words = [
        'build',
        '--progress=plain',
        '--build-context',
        `base=oci-layout://${base}:image`,
      ];
      words.push('--output', `type=oci,dest=${mine}`);
      for (const [key, value] of Object.entries(each.args ?? {}))
        words.push('--build-arg', `${key}=${value}`);
      for (const [key, value] of Object.entries(each.labels ?? {}))
        words.push('--label', `${key}=${value}`);
      if (each.target) words.push('--target', each.target);
      const [byRoot, byUser] = await Promise.all([
        root.build(each, context, theirs),
        user.slipway([...words, context]),
      ]);
      if (each.fails || needsPrivilege.includes(name)) {
        // 2 where the command line is at fault: an unknown target.
        expect([1, 2], byUser.stderr).toContain(byUser.code);
        return;
      }
      expect(byUser.code, byUser.stderr).toBe(0);
      expect(byRoot).toMatchObject({ built: true });
      const [one, two] = [await flattenImage(mine), await flattenImage(theirs)];
      expect(compareImages(one, two)).toEqual([]);
      expect(one.history).toEqual(two.history);
    } finally {
      for (const path of [context, mine, theirs]) rmSync(path, { recursive: true, force: true });
    }
  });
});
