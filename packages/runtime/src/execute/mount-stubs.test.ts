import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeMountStubs } from './mount-stubs.ts';

describe('makeMountStubs', () => {
  let folder: string;
  let root: string;
  const old = new Date('2001-02-03T04:05:06Z');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stubs-'));
    root = join(folder, 'root');
    mkdirSync(join(root, 'etc'), { recursive: true });
    utimesSync(join(root, 'etc'), old, old);
    utimesSync(root, old, old);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('makes what mounts need, and leaves no trace', () => {
    const stubs = makeMountStubs(root, [
      { target: '/etc/hosts', kind: 'file' },
      { target: '/a/b/c', kind: 'folder' },
      { target: '/a/b/c/d', kind: 'file' },
      { target: '/', kind: 'folder' },
    ]);
    expect(statSync(join(root, 'a/b/c/d')).isFile()).toBe(true);
    expect(statSync(join(root, 'etc/hosts')).size).toBe(0);
    stubs.remove();
    expect(readdirSync(root)).toEqual(['etc']);
    expect(readdirSync(join(root, 'etc'))).toEqual([]);
    expect(statSync(join(root, 'etc')).mtimeMs).toBe(old.getTime());
    expect(statSync(root).mtimeMs).toBe(old.getTime());
  });

  it('leaves what was there, and what a container made of them', () => {
    writeFileSync(join(root, 'etc/there'), '');
    const stubs = makeMountStubs(root, [
      { target: '/etc/there', kind: 'file' },
      { target: '/etc/filled', kind: 'file' },
      { target: '/used', kind: 'folder' },
      { target: '/replaced', kind: 'file' },
    ]);
    writeFileSync(join(root, 'etc/filled'), 'text');
    writeFileSync(join(root, 'used/file'), '');
    rmSync(join(root, 'replaced'));
    symlinkSync('/etc', join(root, 'replaced'));
    stubs.remove();
    expect(readdirSync(join(root, 'etc')).sort()).toEqual(['filled', 'there']);
    expect(readdirSync(join(root, 'used'))).toEqual(['file']);
    expect(lstatSync(join(root, 'replaced')).isSymbolicLink()).toBe(true);
  });

  it('keeps times that the container changed', () => {
    const stubs = makeMountStubs(root, [{ target: '/etc/hosts', kind: 'file' }]);
    const later = new Date('2005-01-01T00:00:00Z');
    utimesSync(join(root, 'etc'), later, later);
    stubs.remove();
    expect(statSync(join(root, 'etc')).mtimeMs).toBe(later.getTime());
  });

  it.each(['../../../outside', '/../outside', '../x/../../outside'])(
    'stays inside when a link leads to %s',
    (target) => {
      mkdirSync(join(folder, 'outside'));
      chmodSync(join(folder, 'outside'), 0o755);
      symlinkSync(target, join(root, 'link'));
      const stubs = makeMountStubs(root, [{ target: '/link/new/file', kind: 'file' }]);
      expect(readdirSync(join(folder, 'outside'))).toEqual([]);
      expect(existsSync(join(root, 'outside/new/file'))).toBe(true);
      stubs.remove();
      expect(existsSync(join(root, 'outside'))).toBe(false);
    },
  );

  it('removes nothing outside when a container put a link where a folder was', () => {
    mkdirSync(join(folder, 'outside'));
    const stubs = makeMountStubs(root, [{ target: '/dir/file', kind: 'file' }]);
    writeFileSync(join(folder, 'outside/file'), '');
    rmSync(join(root, 'dir'), { recursive: true });
    symlinkSync('../outside', join(root, 'dir'));
    stubs.remove();
    expect(readdirSync(join(folder, 'outside'))).toEqual(['file']);
  });

  it('refuses a file in the way and links in circles', () => {
    writeFileSync(join(root, 'file'), 'x');
    symlinkSync('b', join(root, 'a'));
    symlinkSync('a', join(root, 'b'));
    const make = (target: string) => () => makeMountStubs(root, [{ target, kind: 'folder' }]);
    expect(make('/file/below')).toThrow('cannot mount at /file/below: /file is no folder');
    expect(make('/a/x')).toThrow('too many symbolic links');
  });
});
