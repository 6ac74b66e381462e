import { closeSync, constants, createWriteStream, openSync } from 'node:fs';
import { chmod, link, lutimes, mkdir, symlink } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TarInput } from '@slipway/archive';
import { LinuxError, entries as systemEntries } from '@slipway/linux';
import { baseName, parentOf, pathText, systemPath } from '../files/path-text.ts';

type Header = TarInput['header'];

/**
 * Writes a layer's entries below `folder`, empty and private: parents come first and none is a
 * symlink, so that nothing leads out of it. Owners are not set; devices that this user may not make
 * are left out.
 */
export async function writeTree(folder: string, entries: AsyncIterable<TarInput>): Promise<void> {
  const folders: { readonly place: string | Buffer; readonly header: Header }[] = [];
  for await (const entry of entries) {
    const { header } = entry;
    const path = `${folder}/${textOf(header.name)}`;
    const place = systemPath(path);
    if (header.type === 'directory') {
      await mkdir(place, { mode: 0o700 });
      folders.push({ place, header });
      continue;
    }
    if (header.type === 'link') {
      await link(systemPath(`${folder}/${textOf(header.linkName ?? '')}`), place);
      continue;
    }
    if (!(await writeEntry(path, entry))) continue;
    if (header.type !== 'symlink') await chmod(place, header.mode ?? 0o644);
    await setTime(place, header);
  }
  // Last: a folder may forbid writing, and what is made in it sets its time.
  for (const { place, header } of folders.reverse()) {
    await chmod(place, header.mode ?? 0o755);
    await setTime(place, header);
  }
}

async function writeEntry(path: string, { header, body }: TarInput): Promise<boolean> {
  const place = systemPath(path);
  switch (header.type) {
    case 'file': {
      const content = body instanceof Uint8Array ? [body] : (body ?? []);
      await pipeline(
        Readable.from(content, { objectMode: false }),
        createWriteStream(place, { flags: 'wx', mode: 0o600 }),
      );
      return true;
    }
    case 'symlink':
      await symlink(systemPath(textOf(header.linkName ?? '')), place);
      return true;
    default:
      return makeNode(path, header);
  }
}

function makeNode(path: string, header: Header): boolean {
  const { type, mode = 0o644, deviceMajor, deviceMinor } = header;
  if (type !== 'fifo' && type !== 'character-device' && type !== 'block-device') return false;
  const folder = openSync(systemPath(parentOf(path)), constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    systemEntries.makeNode(
      { folder, name: Buffer.from(systemPath(baseName(path))) },
      { type, mode, major: deviceMajor ?? 0, minor: deviceMinor ?? 0 },
    );
    return true;
  } catch (error) {
    if (error instanceof LinuxError && type !== 'fifo') return false;
    throw error;
  } finally {
    closeSync(folder);
  }
}

function setTime(place: string | Buffer, { mtime }: Header): Promise<void> {
  const seconds = (mtime?.seconds ?? 0) + (mtime?.nanoseconds ?? 0) / 1e9;
  return lutimes(place, seconds, seconds);
}

function textOf(name: Uint8Array | string): string {
  const text = typeof name === 'string' ? name : pathText(name);
  return text.replace(/\/$/, '');
}
