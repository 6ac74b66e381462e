import { existsSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { standInImage } from '../support/base-images.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';
import { describeWithTools } from '../support/tools.ts';
import { startBuildah } from './builders/buildah.ts';
import type { Builder } from './builders/builder.ts';
import { startBuildkit } from './builders/buildkit.ts';
import { startSlipway } from './builders/slipway.ts';
import { addCases } from './cases/add.ts';
import { copyCases } from './cases/copy.ts';
import { runCases } from './cases/run.ts';
import { stageCases } from './cases/stages.ts';
import { variableCases } from './cases/variables.ts';
import type { DifferentialCase } from './differential-case.ts';
import { compareImages, flattenImage, withoutBuildahsOwn } from './flatten-image.ts';
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

    /** Builds with Slipway and a peer; answers what differs. */
    async function differences(each: DifferentialCase, peer: Builder): Promise<string[]> {
      const at = folder.join(each.name.replace('/', '_'));
      const context = `${at}/context`;
      try {
        if (!existsSync(context)) await writeContext(context, each);
        const [ours, theirs] = await Promise.all([
          slipway.build(each, context, `${at}/ours.tar`),
          peer.build(each, context, `${at}/theirs.tar`),
        ]);
        if (each.fails) {
          return [ours, theirs].flatMap((one, i) =>
            one.built ? [`${i ? 'the peer' : 'Slipway'} built it`] : [],
          );
        }
        if (!ours.built) return [`Slipway did not build it: ${ours.message}`];
        if (!theirs.built) return [`the peer did not build it: ${theirs.message}`];
        const [mine, other] = [
          await flattenImage(ours.archive),
          await flattenImage(theirs.archive),
        ];
        if (peer === buildah)
          return compareImages(withoutBuildahsOwn(mine), withoutBuildahsOwn(other));
        return compareImages(mine, other);
      } finally {
        rmSync(at, { recursive: true, force: true });
      }
    }

    test.for(cases.map((each) => [each.name, each] as const))(
      '%s as BuildKit',
      async ([name, each]) => {
        const found = await differences(each, buildkit);
        // A difference that has gone must leave the list.
        if (name in knownDifferences) expect(found).not.toEqual([]);
        else expect(found).toEqual([]);
      },
    );

    const forBuildah = cases.filter(({ withoutBuildah }) => withoutBuildah === undefined);
    test.for(forBuildah.map((each) => [each.name, each] as const))(
      '%s as Buildah',
      async ([name, each]) => {
        const found = await differences(each, buildah);
        if (name in buildahDifferences) expect(found).not.toEqual([]);
        else expect(found).toEqual([]);
      },
    );
  },
);
