import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  addMasterKey,
  ensureMasterKeyFile,
  fileKeyRing,
  retireMasterKeys,
} from './master-key-file.ts';
import { SecretBox } from './secret-box.ts';

function keyFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-keys-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'master.key');
}

test('the file is made once, for its owner alone', () => {
  const path = keyFile();
  ensureMasterKeyFile(path);
  const text = readFileSync(path, 'utf8');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  ensureMasterKeyFile(path);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('a key that another process has added seals at once, and the old one goes when it is told to', () => {
  const path = keyFile();
  ensureMasterKeyFile(path);
  const box = new SecretBox(fileKeyRing(path));
  const sealed = box.seal('seed', 'row');
  const id = addMasterKey(path);
  expect(box.isCurrent(sealed)).toBe(false);
  expect(box.seal('seed', 'row')).toContain(id);
  expect(box.open(sealed, 'row')).toBe('seed');
  expect(retireMasterKeys(path, 'another')).toBe(false);
  expect(new SecretBox(fileKeyRing(path)).open(sealed, 'row')).toBe('seed');
  expect(retireMasterKeys(path, id)).toBe(true);
  expect(() => new SecretBox(fileKeyRing(path)).open(sealed, 'row')).toThrow('does not have');
});

test('what a killed process left is in nobody’s way; what another does now is waited for', () => {
  const path = keyFile();
  ensureMasterKeyFile(path);
  writeFileSync(`${path}.new`, 'half');
  expect(() => addMasterKey(path)).toThrow('try again');
  const old = new Date(Date.now() - 3_600_000);
  utimesSync(`${path}.new`, old, old);
  const id = addMasterKey(path);
  expect(
    fileKeyRing(path)
      .keys()
      .map((key) => key.id)[0],
  ).toBe(id);
});

test('a file that is missing or broken is said, and never overwritten', () => {
  const path = keyFile();
  expect(() => fileKeyRing(path).keys()).toThrow('backup');
  writeFileSync(path, 'not a key\n');
  expect(() => fileKeyRing(path).keys()).toThrow('backup');
  expect(() => addMasterKey(path)).toThrow('backup');
  expect(readFileSync(path, 'utf8')).toBe('not a key\n');
});
