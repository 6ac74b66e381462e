import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { forgetLoadedVariables } from './forget-loaded-variables.ts';

const folder = mkdtempSync(join(tmpdir(), 'slipway-environ-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, 'environ');
writeFileSync(file, 'PATH=/bin\0EMPTY=\0');

function environment() {
  return { PATH: '/bin', EMPTY: '', NODE_COMPILE_CACHE: '/cache', NODE_OPTIONS: '--from-the-file' };
}

describe("a container's --env-file", () => {
  it.each([['--env-file', 'x'], ['--env-file=x']])(
    'is none of this process, though Node reads it (%s)',
    (...words) => {
      const variables = environment();
      forgetLoadedVariables(['run', ...words, 'image'], variables, file);
      expect(variables).toEqual({ PATH: '/bin', EMPTY: '', NODE_COMPILE_CACHE: '/cache' });
    },
  );

  it.each([
    [['run', 'image'], file],
    [['run', '--env-file', 'x', 'image'], join(folder, 'absent')],
  ])('where there is none, or nothing is known, changes nothing (%j)', (words, source) => {
    const variables = environment();
    forgetLoadedVariables(words, variables, source);
    expect(variables).toEqual(environment());
  });
});
