import {
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  deviceParts,
  entries,
  getAttribute,
  listAttributes,
  openFlags,
  removeTree,
  setAttribute,
} from './index.ts';

const name = (text: string) => Buffer.from(text);

describe.runIf(process.platform === 'linux')('entries', () => {
  let path: string;
  let folder: number;

  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'slipway-entries-'));
    folder = openSync(path, openFlags.path | constants.O_DIRECTORY);
  });
  afterEach(() => {
    closeSync(folder);
    rmSync(path, { recursive: true, force: true });
  });
  const stat = (at: string) => lstatSync(join(path, at), { bigint: true });

  it('makes files, folders, links and nodes', () => {
    const file = entries.createFile({ folder, name: name('file') }, 0o600);
    writeSync(file, 'x');
    closeSync(file);
    entries.makeFolder({ folder, name: name('folder') }, 0o700);
    entries.makeSymlink({ folder, name: name('symlink') }, name('any/where'));
    entries.makeLink({ folder, name: name('link') }, { folder, name: name('symlink') });
    entries.makeNode({ folder, name: name('fifo') }, { type: 'fifo', mode: 0o600 });
    entries.changeMode({ folder, name: name('file') }, 0o4711);
    expect(stat('file').mode & 0o7777n).toBe(0o4711n);
    expect(stat('folder').isDirectory()).toBe(true);
    expect(readlinkSync(join(path, 'link'))).toBe('any/where');
    expect(stat('link').ino).toBe(stat('symlink').ino);
    expect(stat('fifo').isFIFO()).toBe(true);
  });

  it('never follows a link where something is to be made', () => {
    symlinkSync('target', join(path, 'file'));
    const place = { folder, name: name('file') };
    expect(() => entries.createFile(place, 0o600)).toThrow(/^EEXIST: creating "file"/);
    expect(() => entries.makeFolder(place, 0o700)).toThrow(/^EEXIST/);
    expect(readdirSync(path)).toEqual(['file']);
  });

  it('sets times to the nanosecond, of links too, before 1970 too', () => {
    symlinkSync('target', join(path, 'link'));
    const times = fc.bigInt({ min: -2_000_000_000_000_000_000n, max: 4_000_000_000_000_000_000n });
    fc.assert(
      fc.property(times, (modified) => {
        entries.setTimes({ folder, name: name('link') }, { modified });
        expect(stat('link').mtimeNs).toBe(modified);
      }),
    );
  });

  it('removes trees of any names, and links without what they lead to', () => {
    const outside = mkdtempSync(join(tmpdir(), 'slipway-outside-'));
    writeFileSync(join(outside, 'kept'), '');
    mkdirSync(join(path, 'tree/deep/er'), { recursive: true });
    writeFileSync(Buffer.concat([name(`${path}/tree/`), Buffer.from([0xff, 0x0a])]), '');
    symlinkSync(outside, join(path, 'tree/deep/link'));
    symlinkSync(outside, join(path, 'link'));
    expect(removeTree({ folder, name: name('tree') })).toBe(true);
    expect(removeTree({ folder, name: name('link') })).toBe(true);
    expect(removeTree({ folder, name: name('absent') })).toBe(false);
    expect(readdirSync(path)).toEqual([]);
    expect(readdirSync(outside)).toEqual(['kept']);
    rmSync(outside, { recursive: true });
  });

  it('keeps attributes of files, empty and long ones', () => {
    writeFileSync(join(path, 'file'), '');
    const file = name(join(path, 'file'));
    const long = Buffer.alloc(3000, 'v');
    setAttribute(file, 'user.long', long);
    setAttribute(file, 'user.empty', new Uint8Array());
    expect(listAttributes(file).toSorted()).toEqual(['user.empty', 'user.long']);
    expect(getAttribute(file, 'user.long')).toEqual(new Uint8Array(long));
    expect(getAttribute(file, 'user.empty')).toEqual(new Uint8Array());
    expect(getAttribute(file, 'user.absent')).toBeUndefined();
    expect(() => setAttribute(file, 'nonsense', long)).toThrow(/^EOPNOTSUPP: setting nonsense/);
  });

  it('takes device numbers apart', () => {
    const { rdev } = lstatSync('/dev/null', { bigint: true });
    expect(deviceParts(rdev)).toEqual({ major: 1, minor: 3 });
    expect(deviceParts(0x12345678_9abcdef0n)).toEqual({ major: 0x12345cde, minor: 0x6789abf0 });
  });
});
