import { constants } from 'node:fs';
import { type FileHandle, open, readlink, rename, rm } from 'node:fs/promises';
import { type TarInput, writeTar } from '@slipway/archive';
import { deviceParts } from '@slipway/linux';
import { readAttributes } from '../files/attributes.ts';
import { eachRoot, type FilesInput } from './each-root.ts';
import { type RootEntry, walkRoot } from './walk-root.ts';

/** `type=tar`. */
export interface TarOutput extends FilesInput {
  /** A file; `-` is standard output. */
  readonly destination: string;
  readonly write: (chunk: Uint8Array) => Promise<void>;
}

/** Writes the images' files as one tar, with their owners, in an order that never varies. */
export async function writeTarOutput(output: TarOutput): Promise<void> {
  if (output.destination === '-') return writeAll(output, output.write);
  const temporary = `${output.destination}.partial`;
  const file = await open(temporary, 'w', 0o644);
  try {
    await writeAll(output, async (chunk) => {
      await file.appendFile(chunk);
    });
    await file.sync();
    await file.close();
    await rename(temporary, output.destination);
  } catch (error) {
    await file.close();
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeAll(
  output: TarOutput,
  write: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  const { signal, sourceDateEpoch } = output.context;
  const nothing = new Uint8Array();
  let rest: Uint8Array = nothing;
  let end: Uint8Array = nothing;
  await eachRoot(output, async ({ root, folder }) => {
    for await (const chunk of writeTar(tarEntries(root, folder, sourceDateEpoch))) {
      signal.throwIfAborted();
      if (rest.length > 0) await write(rest);
      rest = chunk;
    }
    // What ends one root's tar ends the whole one only where no other follows.
    end = rest;
    rest = nothing;
  });
  await write(end);
}

async function* tarEntries(
  root: string,
  folder: string,
  time: number | undefined,
): AsyncGenerator<TarInput> {
  const linked = new Map<string, Buffer>();
  for await (const entry of walkRoot(root)) {
    const name =
      folder === '' ? entry.name : Buffer.concat([Buffer.from(`${folder}/`), entry.name]);
    const key = `${entry.stats.dev}:${entry.stats.ino}`;
    const twin = linked.get(key);
    const common = { ...attributesOf(entry, time), name };
    if (twin) {
      yield { header: { ...common, type: 'link', linkName: twin } };
      continue;
    }
    if (!entry.stats.isDirectory() && entry.stats.nlink > 1n) linked.set(key, name);
    const input = await tarInput(entry, common);
    if (input) yield input;
  }
}

type Common = ReturnType<typeof attributesOf> & { readonly name: Buffer };

function attributesOf({ path, stats }: RootEntry, time: number | undefined) {
  const billion = 1_000_000_000n;
  const nanoseconds = ((stats.mtimeNs % billion) + billion) % billion;
  const xattrs = stats.isSymbolicLink() ? undefined : readAttributes(path);
  return {
    mode: Number(stats.mode) & 0o7777,
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    mtime:
      time === undefined
        ? {
            seconds: Number((stats.mtimeNs - nanoseconds) / billion),
            nanoseconds: Number(nanoseconds),
          }
        : { seconds: time, nanoseconds: 0 },
    ...(xattrs ? { xattrs } : {}),
  };
}

async function tarInput(entry: RootEntry, common: Common): Promise<TarInput | undefined> {
  const { stats, path } = entry;
  if (stats.isDirectory()) return { header: { ...common, type: 'directory' } };
  if (stats.isSymbolicLink()) {
    const linkName = await readlink(path, { encoding: 'buffer' });
    return { header: { ...common, type: 'symlink', linkName } };
  }
  if (stats.isFile()) {
    return { header: { ...common, type: 'file', size: Number(stats.size) }, body: content(path) };
  }
  if (stats.isFIFO()) return { header: { ...common, type: 'fifo' } };
  // A socket is nothing without who listens.
  if (stats.isSocket()) return undefined;
  const { major, minor } = deviceParts(stats.rdev);
  const type = stats.isCharacterDevice() ? 'character-device' : 'block-device';
  return { header: { ...common, type, deviceMajor: major, deviceMinor: minor } };
}

async function* content(path: Buffer): AsyncGenerator<Uint8Array> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    for await (const chunk of file.createReadStream({
      autoClose: false,
      highWaterMark: 256 * 1024,
    })) {
      yield chunk as Uint8Array;
    }
  } finally {
    await file?.close();
  }
}
