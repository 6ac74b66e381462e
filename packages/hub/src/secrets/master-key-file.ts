import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import {
  type KeyRing,
  type MasterKey,
  masterKey,
  masterKeyLength,
  parseMasterKeys,
} from './master-key.ts';

/** A master key file that cannot be used: says why and what to do. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
  readonly code = 'MASTER_KEY_UNUSABLE';
}

/** A change takes milliseconds; who has held the file for so many has died. */
const abandonedMilliseconds = 30_000;

/**
 * The keys of a file, one in base64 a line, newest first. It is read anew for each sealing: a key
 * that another process has put before the others is used from then on, and none is used that
 * somebody is about to retire.
 */
export function fileKeyRing(path: string): KeyRing {
  let known: readonly [MasterKey, ...MasterKey[]] | undefined;
  const read = () => {
    known = readKeys(path);
    return known;
  };
  const among = (keys: typeof known, id: string) => keys?.find((key) => key.id === id);
  return { keys: read, find: (id) => among(known, id) ?? among(read(), id) };
}

/** Makes the file with a new key, readable by its owner alone, unless it is there. */
export function ensureMasterKeyFile(path: string): void {
  if (existsSync(path)) return;
  change(path, (current) => current ?? [newKey()]);
}

/** Puts a new key before those of the file; gives its id. What is sealed stays readable. */
export function addMasterKey(path: string): string {
  const added = newKey();
  change(path, (current) => [added, ...(current ?? [])]);
  return masterKey(Buffer.from(added, 'base64')).id;
}

/** Keeps the first key of the file alone, if it is still this one; says whether it was. */
export function retireMasterKeys(path: string, firstId: string): boolean {
  let retired = false;
  change(path, (current = []) => {
    const [first] = current;
    retired = first !== undefined && masterKey(Buffer.from(first, 'base64')).id === firstId;
    return retired ? current.slice(0, 1) : current;
  });
  return retired;
}

/** When the file was last changed, in milliseconds since the epoch. */
export function masterKeyFileChangedAt(path: string): number {
  return statSync(path).mtimeMs;
}

function newKey(): string {
  return randomBytes(masterKeyLength).toString('base64');
}

function readKeys(path: string): [MasterKey, ...MasterKey[]] {
  const keys = parseMasterKeys(readText(path) ?? '');
  if (keys) return keys;
  throw new MasterKeyError(
    `the master key file ${path} is missing or holds no keys: put it back from a backup; without it, second factors, webhook and OpenID secrets must be made anew, and everybody signs in again`,
  );
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new MasterKeyError(`the master key file cannot be read: ${(error as Error).message}`);
  }
}

/** One change at a time, by any process; a kill at any moment leaves the file as before or after. */
function change(path: string, next: (current: string[] | undefined) => string[]): void {
  const draft = `${path}.new`;
  const file = openDraft(draft);
  try {
    // Inside, so that nothing is lost of what another process has just written.
    const current = readText(path);
    if (current !== undefined) readKeys(path);
    writeSync(file, `${next(current?.split(/\s+/).filter(Boolean)).join('\n')}\n`);
    fsyncSync(file);
    closeSync(file);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

/** The new file is the lock too: only one process can make it. */
function openDraft(draft: string): number {
  try {
    return openSync(draft, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new MasterKeyError(
        `the master key file cannot be written: ${(error as Error).message}`,
      );
    }
  }
  if (
    Date.now() - (statSync(draft, { throwIfNoEntry: false })?.mtimeMs ?? 0) <
    abandonedMilliseconds
  ) {
    throw new MasterKeyError('somebody else is changing the master key: try again in a minute');
  }
  rmSync(draft, { force: true });
  return openSync(draft, 'wx', 0o600);
}
