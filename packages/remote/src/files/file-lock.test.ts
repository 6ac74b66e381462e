import { readlinkSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withFileLock } from './file-lock.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-lock-'));
  path = join(folder, 'index.json.lock');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const namespace = process.platform === 'linux' ? readlinkSync('/proc/self/ns/pid') : '-';
const other = 'pid:[1]';

it('one holder at a time, and nothing is left', async () => {
  let holders = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 12 }, () =>
      withFileLock(path, {}, async () => {
        holders += 1;
        most = Math.max(most, holders);
        await new Promise((resolve) => setImmediate(resolve));
        holders -= 1;
      }),
    ),
  );
  expect(most).toBe(1);
  await expect(stat(path)).rejects.toThrow(/ENOENT/);
});

it.each([
  ['of a process that is gone', `4194304 ${hostname()} ${namespace}`, 0],
  ['of another pid namespace, not renewed', `1 ${hostname()} ${other}`, 60_000],
  ['of another host, not renewed', `1 elsewhere.example ${namespace}`, 60_000],
  ['that a crash left empty', '', 60_000],
])('a lock %s is taken over', async (_, text, age) => {
  await writeFile(path, text);
  const then = (Date.now() - age) / 1000;
  await utimes(path, then, then);
  const text2 = await withFileLock(path, { patience: 0 }, () => readFile(path, 'utf8'));
  expect(text2).toBe(`${process.pid} ${hostname()} ${namespace}\n`);
});

it.each([
  ['of a living process', `${process.pid} ${hostname()} ${namespace}`, 60_000],
  [
    'of another pid namespace, whatever lives under its pid here',
    `4194304 ${hostname()} ${other}`,
    0,
  ],
  ['of another host', `4194304 elsewhere.example ${namespace}`, 0],
])('a lock %s is waited for', async (_, text, age) => {
  await writeFile(path, text);
  const then = (Date.now() - age) / 1000;
  await utimes(path, then, then);
  const work = withFileLock(path, { patience: 60 }, async () => 'taken');
  await expect(work).rejects.toMatchObject({ code: 'LAYOUT' });
  expect(await readFile(path, 'utf8')).toBe(text);
});

it('of many that find a lock left behind, one has it at a time', async () => {
  await writeFile(path, `4194304 ${hostname()} ${namespace}`);
  let holders = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 12 }, () =>
      withFileLock(path, {}, async () => {
        holders += 1;
        most = Math.max(most, holders);
        await new Promise((resolve) => setTimeout(resolve, 3));
        holders -= 1;
      }),
    ),
  );
  expect(most).toBe(1);
});

it('waiting ends where it is told to', async () => {
  await writeFile(path, `${process.pid} ${hostname()} ${namespace}`);
  const signal = AbortSignal.timeout(30);
  await expect(withFileLock(path, { signal }, async () => 'taken')).rejects.toThrow(/timeout/i);
});
