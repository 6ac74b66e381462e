import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeScratchFolder, type ScratchFolder } from '../support/scratch-folder.ts';
import { describeWithTools } from '../support/tools.ts';
import {
  addOrdinaryUser,
  type Builder,
  builders,
  giveTo,
  namespaceTools,
  runAs,
} from './build-user.ts';
import { scenarios } from './run-scenario.ts';
import { makeOutside } from './scenarios/hostile-layers.ts';

const driver = join(import.meta.dirname, 'run-scenario.ts');

describeWithTools('layers', namespaceTools, () => {
  const answers = new Map<Builder, string>();

  describe.each(builders)('of %s', (builder) => {
    let folder: ScratchFolder;

    beforeAll(async () => {
      await addOrdinaryUser();
      folder = makeScratchFolder();
      mkdirSync(folder.join('work'));
      mkdirSync(folder.join('outside'));
      makeOutside(folder.join('outside'));
      await giveTo(builder, folder.path);
    });
    afterAll(async () => {
      // Of subordinate ids.
      await folder.remove();
    });

    it.each(Object.keys(scenarios))('%s', async (name) => {
      const paths = [folder.join('work'), folder.join('outside')];
      const { code, stdout, stderr } = await runAs(builder, [
        process.execPath,
        driver,
        name,
        ...paths,
      ]);
      expect(stderr).toBe('');
      expect(code).toBe(0);
      if (name.includes('round trip')) answers.set(builder, stdout.trim());
    });
  });

  it('are the same whoever made them', () => {
    const [one, two] = builders.map((builder) => answers.get(builder));
    expect(one).toMatch(/sha256:/);
    expect(two).toBe(one);
  });
});
