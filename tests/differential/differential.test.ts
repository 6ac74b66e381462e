import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { standInImage } from '../support/base-images.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';
import { describeWithTools } from '../support/tools.ts';
import { startBuildah } from './builders/buildah.ts';
import type { Builder, Outcome } from './builders/builder.ts';
import { startBuildkit } from './builders/buildkit.ts';
import { startSlipway } from './builders/slipway.ts';
import { addCases } from './cases/add.ts';
import { copyCases } from './cases/copy.ts';
import { runCases } from './cases/run.ts';
import { stageCases } from './cases/stages.ts';
import { variableCases } from './cases/variables.ts';
import type { DifferentialCase } from './differential-case.ts';
import {
  compareImages,
  type FlatImage,
  flattenImage,
  withoutBuildahsOwn,
} from './flatten-image.ts';
import { buildahDifferences, knownDifferences } from './known-differences.ts';
import { writeContext } from './write-context.ts';

const cases = [...copyCases, ...addCases, ...variableCases, ...stageCases, ...runCases];

test('there are at least 300 cases, each with a name of its own', () => {
  expect(cases.length).toBeGreaterThanOrEqual(300);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});

test('differences from BuildKit are few, named, and none is at the heart of the language', () => {
  const names = Object.keys(knownDifferences);
  expect(names.length).toBeLessThanOrEqual(10);
  const heart = /^(stages|copy|copy-owner|copy-flags|add|env|arg|user|workdir)\//;
  expect(names.filter((name) => heart.test(name))).toEqual([]);
  expect(names.filter((name) => !cases.some((each) => each.name === name))).toEqual([]);
});

describeWithTools(
  'beside BuildKit and Buildah',
  ['buildkitd', 'buildctl', 'buildah', 'runc'],
  () => {
    const folder = makeScratchFolder();
    let slipway: Builder;
    let buildkit: Builder;
    let buildah: Builder;

    beforeAll(async () => {
      const base = await standInImage('busybox');
      slipway = startSlipway(folder, base);
      [buildkit, buildah] = await Promise.all([
        startBuildkit(folder, base),
        startBuildah(folder, base),
      ]);
    }, 600_000);

    afterAll(async () => {
      await buildkit?.stop();
      await folder.remove();
    });

    /** What differs between one case's outcomes; `seen` is how both images are looked at. */
    async function differences(
      each: DifferentialCase,
      [ours, theirs]: readonly [Outcome, Outcome],
      seen = (image: FlatImage) => image,
    ): Promise<string[]> {
      if (each.fails) {
        const built = { Slipway: ours.built, 'the peer': theirs.built };
        return Object.entries(built).flatMap(([who, did]) => (did ? [`${who} built it`] : []));
      }
      if (!ours.built) return [`Slipway did not build it: ${ours.message}`];
      if (!theirs.built) return [`the peer did not build it: ${theirs.message}`];
      const images = [
        await flattenImage(ours.archive),
        await flattenImage(theirs.archive),
      ] as const;
      return compareImages(seen(images[0]), seen(images[1]));
    }

    test.for(cases.map((each) => [each.name, each] as const))('%s', async ([name, each]) => {
      const at = folder.join(name.replace('/', '_'));
      const context = `${at}/context`;
      await writeContext(context, each);
      try {
        const [ours, theirs] = await Promise.all([
          slipway.build(each, context, `${at}/ours.tar`),
          buildkit.build(each, context, `${at}/buildkit.tar`),
        ]);
        const fromBuildkit = await differences(each, [ours, theirs]);
        // A difference that has gone must leave the list.
        if (name in knownDifferences) expect(fromBuildkit, 'BuildKit').not.toEqual([]);
        else expect(fromBuildkit, 'BuildKit').toEqual([]);
        if (each.withoutBuildah !== undefined) return;
        const third = await buildah.build(each, context, `${at}/buildah.tar`);
        const fromBuildah = await differences(each, [ours, third], withoutBuildahsOwn);
        if (name in buildahDifferences) expect(fromBuildah, 'Buildah').not.toEqual([]);
        else expect(fromBuildah, 'Buildah').toEqual([]);
      } finally {
        rmSync(at, { recursive: true, force: true });
      }
    });
  },
);
