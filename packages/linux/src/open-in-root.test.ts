import {
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LinuxError, openFlags, openInRoot, tryOpenInRoot } from './index.ts';

describe.runIf(process.platform === 'linux')('openInRoot', () => {
  let folder: string;
  let root: number;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-root-'));
    mkdirSync(join(folder, 'root/sub'), { recursive: true });
    writeFileSync(join(folder, 'secret'), 'outside');
    writeFileSync(join(folder, 'root/secret'), 'inside');
    symlinkSync('/secret', join(folder, 'root/absolute'));
    symlinkSync('../../../secret', join(folder, 'root/sub/relative'));
    symlinkSync('/proc/self/cwd', join(folder, 'root/magic'));
    symlinkSync('loop', join(folder, 'root/loop'));
    root = openSync(join(folder, 'root'), openFlags.path | constants.O_DIRECTORY);
  });
  afterAll(() => {
    closeSync(root);
    rmSync(folder, { recursive: true });
  });

  const read = (path: string | Uint8Array) => {
    const descriptor = openInRoot(root, path, { flags: constants.O_RDONLY });
    try {
      return readFileSync(descriptor, 'utf8');
    } finally {
      closeSync(descriptor);
    }
  };

  it.each(['secret', '/secret', '../secret', 'sub/../../../secret', 'absolute', 'sub/relative'])(
    'stays inside with %s',
    (path) => expect(read(path)).toBe('inside'),
  );

  it('refuses links where it is told to', () => {
    const options = { flags: constants.O_RDONLY, symlinks: 'refuse' } as const;
    expect(() => openInRoot(root, 'absolute', options)).toThrow(LinuxError);
    expect(() => openInRoot(root, '../secret', options)).toThrow(/^EXDEV/);
    expect(tryOpenInRoot(root, 'sub/relative', options)).toBe(-40);
  });

  it('names what fails and how', () => {
    const failure = attempted(() => openInRoot(root, 'loop', { flags: constants.O_RDONLY }));
    expect(failure).toMatchObject({ code: 'ELOOP', syscall: 'openat2', errno: 40 });
    expect(failure.message).toBe('ELOOP: opening loop inside its root');
    expect(attempted(() => read('a\0b'))).toMatchObject({ code: 'EINVAL' });
    expect(attempted(() => read('magic/x'))).toMatchObject({ code: 'ENOENT' });
  });
});

function attempted(work: () => unknown): LinuxError {
  try {
    work();
  } catch (error) {
    if (error instanceof LinuxError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}
