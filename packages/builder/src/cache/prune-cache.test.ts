import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeBuild, planOf, run, scratch } from '../execute/testing/fake-build.ts';
import { leaseBuild, oldestBuild } from './build-lease.ts';
import { CacheMounts } from './cache-mounts.ts';
import { cacheUsage } from './cache-usage.ts';
import { removeSource, withSourceFolder } from './fetched-sources.ts';
import { pruneCache } from './prune-cache.ts';

const { signal } = new AbortController();
let machine: FakeBuild;

beforeEach(async () => {
  machine = await FakeBuild.create();
});

afterEach(async () => {
  await machine.remove();
});

async function cacheMount(id: string) {
  const request = { id, sharing: 'shared', mode: 0o755, uid: 0, gid: 0 } as const;
  return new CacheMounts(machine.folder).open(request, signal);
}

describe('what builds keep', () => {
  it('is told with the steps it stands for', async () => {
    await machine.build(planOf(run(scratch, 'make')));
    const mount = await cacheMount('/root/.npm');
    await writeFile(join(mount.path, 'big'), Buffer.alloc(100_000));
    const usage = await cacheUsage(machine);
    expect(usage).toMatchObject([
      { type: 'layer', description: 'RUN make', inUse: false },
      { type: 'mount', id: '/root/.npm', inUse: false },
    ]);
    expect(usage[1]?.size).toBeGreaterThanOrEqual(100_000);
  });

  it('goes, and is made again when it is needed', async () => {
    const plan = planOf(run(scratch, 'make'));
    await machine.build(plan);
    const would = await pruneCache(machine, { dryRun: true });
    expect(would.removed).toHaveLength(1);
    await machine.build(plan, { onlyCached: true });
    const { removed } = await pruneCache(machine);
    expect(removed.map(({ id }) => id)).toEqual(would.removed.map(({ id }) => id));
    expect(await cacheUsage(machine)).toEqual([]);
    await machine.build(plan);
    expect(machine.commands).toEqual(['make', 'make']);
  });

  it('goes in the order of its last use until the rest is small enough', async () => {
    await machine.build(planOf(run(scratch, 'old'), run(scratch, 'new')));
    await machine.build(planOf(run(scratch, 'new')), { onlyCached: true });
    const { removed } = await pruneCache(machine, { maxBytes: 1 });
    expect(removed.map(({ description }) => description)).toEqual(['RUN old']);
  });

  it('stays where it is newer than asked for, or of another kind', async () => {
    await machine.build(planOf(run(scratch, 'make')));
    const yesterday = new Date(Date.now() - 86_400_000);
    expect((await pruneCache(machine, { olderThan: yesterday })).removed).toEqual([]);
    expect((await pruneCache(machine, { types: new Set(['mount']) })).removed).toEqual([]);
    await machine.build(planOf(run(scratch, 'make')), { onlyCached: true });
  });

  it('stays while a build that is under way may need it', async () => {
    const lease = await leaseBuild(machine.folder, signal);
    await machine.build(planOf(run(scratch, 'make')));
    expect((await pruneCache(machine)).removed).toEqual([]);
    await lease.end();
    expect((await pruneCache(machine)).removed).toHaveLength(1);
  });

  it('stays while a step has it mounted', async () => {
    const mount = await cacheMount('busy');
    expect((await pruneCache(machine)).removed).toEqual([]);
    await stat(mount.path);
    mount.release();
    expect((await pruneCache(machine)).removed).toMatchObject([{ id: 'busy' }]);
    await expect(stat(mount.path)).rejects.toThrow('ENOENT');
  });
});

describe('a build that was killed', () => {
  it('holds nothing back', async () => {
    const { folder } = machine;
    const lease = await leaseBuild(folder, signal);
    expect(await oldestBuild(folder)).toBeInstanceOf(Date);
    await lease.end();
    const dead = join(folder, 'locks', 'builds', 'dead');
    await writeFile(dead, '');
    await utimes(dead, 0, 0);
    expect(await oldestBuild(folder)).toBeUndefined();
    await expect(stat(dead)).rejects.toThrow('ENOENT');
  });
});

describe('what was fetched', () => {
  const url = 'https://user:secret@h.test/a.git?token=secret';
  const keep = () =>
    withSourceFolder(
      { state: machine.folder, kind: 'git', url },
      { mode: 'exclusive', signal },
      async (folder) => {
        await writeFile(join(folder, 'pack'), Buffer.alloc(50_000));
        return folder;
      },
    );

  it('is told without credentials, counted and removed', async () => {
    const folder = await keep();
    const [entry, ...others] = await cacheUsage(machine);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ type: 'source', id: 'https://h.test/a.git', inUse: false });
    expect(entry?.size).toBeGreaterThanOrEqual(50_000);
    expect((await pruneCache(machine, { maxBytes: 10 })).removed).toHaveLength(1);
    await expect(stat(folder)).rejects.toThrow('ENOENT');
    expect(await cacheUsage(machine)).toEqual([]);
  });

  it('stays while a build that uses it is under way', async () => {
    const lease = await leaseBuild(machine.folder, signal);
    const folder = await keep();
    expect((await pruneCache(machine)).removed).toEqual([]);
    expect(await removeSource(machine.folder, { folder })).toBe(false);
    await lease.end();
    expect((await pruneCache(machine)).removed).toHaveLength(1);
  });
});

describe('digests of files of contexts', () => {
  it('are forgotten when nothing used them for long', async () => {
    const files = join(machine.folder, 'cache', 'files');
    await mkdir(files, { recursive: true });
    for (const name of ['old', 'new']) await writeFile(join(files, name), '');
    await utimes(join(files, 'old'), 1000, 1000);
    await pruneCache(machine, { maxBytes: 1e9 });
    expect(await readdir(files)).toEqual(['new']);
  });
});
