import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquireLock, tryLock, withLock } from './index.ts';

describe.runIf(process.platform === 'linux')('file locks', () => {
  let folder: string;
  let count = 0;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-lock-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const newPath = () => join(folder, `lock-${++count}`);

  it('are shared by many or held by one', () => {
    const path = newPath();
    const shared = [tryLock(path, 'shared'), tryLock(path, 'shared')];
    expect(shared.every((lock) => lock !== undefined)).toBe(true);
    expect(tryLock(path, 'exclusive')).toBeUndefined();
    for (const lock of shared) lock?.release();
    const exclusive = tryLock(path, 'exclusive');
    expect(exclusive).toBeDefined();
    expect(tryLock(path, 'shared')).toBeUndefined();
    exclusive?.release();
    exclusive?.release();
    expect(tryLock(path, 'shared')).toBeDefined();
  });

  it('let one after the other work, whatever becomes of the work', async () => {
    const path = newPath();
    let inside = 0;
    const work = Array.from({ length: 20 }, (_, index) =>
      withLock(path, { mode: 'exclusive' }, async () => {
        expect(++inside).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        inside--;
        if (index % 2) throw new Error('failed');
      }),
    );
    const results = await Promise.allSettled(work);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(10);
  });

  it('stop waiting when told to', async () => {
    const path = newPath();
    const held = await acquireLock(path, { mode: 'exclusive' });
    const abort = new AbortController();
    let waits = 0;
    const waiting = acquireLock(path, {
      mode: 'shared',
      signal: abort.signal,
      onWait: () => {
        waits++;
        abort.abort();
      },
    });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(waits).toBe(1);
    held.release();
  });

  it('are of the file at the path, also where their holder deletes it', async () => {
    const path = newPath();
    const held = await acquireLock(path, { mode: 'exclusive' });
    const waiting = acquireLock(path, { mode: 'exclusive' });
    unlinkSync(path);
    held.release();
    const next = await waiting;
    expect(existsSync(path)).toBe(true);
    expect(tryLock(path, 'exclusive')).toBeUndefined();
    next.release();
  });

  it('are freed by the death of their process', async () => {
    const path = newPath();
    const program = `
      import { tryLock } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
      globalThis.lock = tryLock(${JSON.stringify(path)}, 'exclusive');
      console.log('held');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    expect(tryLock(path, 'exclusive')).toBeUndefined();
    child.kill('SIGKILL');
    (await acquireLock(path, { mode: 'exclusive' })).release();
  });
});
