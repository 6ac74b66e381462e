import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allowedImports } from './allowed-imports.ts';
import { findViolations, importsOf, type SourceFile } from './find-violations.ts';

const root = join(import.meta.dirname, '../..');
const packages = readdirSync(join(root, 'packages'));

function sourcesOf(name: string): SourceFile[] {
  const folder = join(root, 'packages', name, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((each) => /\.tsx?$/.test(each))
    .map((each) => join(folder, each))
    .map((path) => ({ path: relative(root, path), text: readFileSync(path, 'utf8') }));
}

function exportedSubpaths(): Set<string> {
  const found = packages.flatMap((name) => {
    const text = readFileSync(join(root, 'packages', name, 'package.json'), 'utf8');
    const manifest = JSON.parse(text) as { name: string; exports?: Record<string, string> };
    return Object.keys(manifest.exports ?? {}).map((key) => join(manifest.name, key));
  });
  return new Set(found);
}

describe('package boundaries', () => {
  const sources = packages.flatMap(sourcesOf);

  it('reads every package of the table, and imports in each that should have some', () => {
    expect([...packages].sort()).toEqual(Object.keys(allowedImports).sort());
    for (const name of packages) expect(sourcesOf(name).length, name).toBeGreaterThan(0);
    expect(sources.flatMap((each) => importsOf(each.text)).length).toBeGreaterThan(100);
  });

  it('are kept', () => {
    expect(findViolations(sources, exportedSubpaths())).toEqual([]);
  });

  it.each([
    ['an upward import', 'packages/oci/src/a.ts', "import { x } from '@slipway/registry';"],
    [
      'a type-only upward import',
      'packages/content/src/a.ts',
      "import type { X } from '@slipway/hub';",
    ],
    [
      'an upward import over several lines',
      'packages/oci/src/a.ts',
      "import {\n  x,\n  y,\n} from '@slipway/content';",
    ],
    ['an upward re-export', 'packages/oci/src/a.ts', "export { x } from '@slipway/content';"],
    [
      'an upward dynamic import',
      'packages/remote/src/a.ts',
      "const x = await import('@slipway/cli');",
    ],
    [
      'a deep import',
      'packages/registry/src/a.ts',
      "import { x } from '@slipway/oci/src/digest.ts';",
    ],
    [
      'a relative escape',
      'packages/registry/src/a.ts',
      "import { x } from '../../oci/src/digest.ts';",
    ],
    [
      'Node in a pure package',
      'packages/oci/src/a.ts',
      "import { readFile } from 'node:fs/promises';",
    ],
    ['a library that is not in the table', 'packages/oci/src/a.ts', "import { z } from 'zod';"],
    ['a side-effect import upward', 'packages/oci/src/a.ts', "import '@slipway/cli';"],
  ])('canary: %s is found', (_, path, text) => {
    expect(findViolations([{ path, text }], exportedSubpaths())).toHaveLength(1);
  });

  it('canary: what is allowed is not reported', () => {
    const text = "import type { Digest } from '@slipway/oci';\nimport { x } from './b.ts';";
    expect(
      findViolations([{ path: 'packages/registry/src/a.ts', text }], exportedSubpaths()),
    ).toEqual([]);
  });
});

describe('source files', () => {
  it('stay under 500 lines', () => {
    const long = packages
      .flatMap(sourcesOf)
      // What a program writes, nobody reads through.
      .filter((each) => !/(?:\.test|\/generated)\.ts$/.test(each.path))
      .filter((each) => each.text.split('\n').length > 500);
    expect(long.map((each) => each.path)).toEqual([]);
  });
});
