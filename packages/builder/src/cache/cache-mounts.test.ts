import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CacheMounts } from './cache-mounts.ts';

const { signal } = new AbortController();
const request = { id: '/cache', sharing: 'shared', mode: 0o755, uid: 0, gid: 0 } as const;
let folder: string;
let mounts: CacheMounts;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-mounts-'));
  mounts = new CacheMounts(folder);
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('a cache mount', () => {
  it('is kept under its id', async () => {
    const first = await mounts.open(request, signal);
    await writeFile(join(first.path, 'kept'), 'x');
    first.release();
    const again = await mounts.open(request, signal);
    expect(await readFile(join(again.path, 'kept'), 'utf8')).toBe('x');
    const other = await mounts.open({ ...request, id: '/other' }, signal);
    expect(other.path).not.toBe(again.path);
  });

  it('has the mode that it was asked for', async () => {
    const { path } = await mounts.open({ ...request, mode: 0o1777 }, signal);
    expect((await stat(path)).mode & 0o7777).toBe(0o1777);
  });

  it('is used by several where it is shared', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => mounts.open(request, signal)));
    expect(one?.path).toBe(other?.path);
  });

  it('is used in turn where it is locked', async () => {
    const locked = { ...request, sharing: 'locked' } as const;
    const first = await mounts.open(locked, signal);
    let isOpen = false;
    const second = mounts.open(locked, signal).then((mount) => {
      isOpen = true;
      return mount;
    });
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(isOpen).toBe(false);
    first.release();
    expect((await second).path).toBe(first.path);
  });

  it('is given up by whoever waits for it when the build ends', async () => {
    const locked = { ...request, sharing: 'locked' } as const;
    await mounts.open(locked, signal);
    const controller = new AbortController();
    const waiting = mounts.open(locked, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toThrow(/abort/);
  });

  it('is another copy for each where it is private', async () => {
    const own = { ...request, sharing: 'private' } as const;
    const first = await mounts.open(own, signal);
    const second = await mounts.open(own, signal);
    expect(second.path).not.toBe(first.path);
    first.release();
    expect((await mounts.open(own, signal)).path).toBe(first.path);
  });

  it('starts with what it is given, once', async () => {
    const content = join(folder, 'content');
    await mkdir(content);
    await writeFile(join(content, 'file'), 'initial', { mode: 0o600 });
    await symlink('file', join(content, 'link'));
    let asked = 0;
    const filled = {
      ...request,
      initialContent: async () => {
        asked++;
        return content;
      },
    };
    const opened = await Promise.all([1, 2].map(() => mounts.open(filled, signal)));
    expect(asked).toBe(1);
    expect(await readFile(join(opened[0]?.path ?? '', 'link'), 'utf8')).toBe('initial');
  });

  it('never lets a folder inside it lead out of it', async () => {
    const { path } = await mounts.open(request, signal);
    const inside = await mounts.open({ ...request, subfolder: 'a/b' }, signal);
    expect(inside.path).toBe(join(path, 'a/b'));
    await symlink('/etc', join(path, 'out'));
    await mkdir(join(path, 'real'));
    for (const subfolder of ['out', '../..', 'real/../../..']) {
      await expect(mounts.open({ ...request, subfolder }, signal)).rejects.toThrow('no folder');
    }
  });
});
