import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ArchiveError, type TarInput } from '@slipway/archive';
import { BuildError } from '../errors.ts';
import { isArchive, isCompressed } from '../files/open-archive.ts';
import { pathText } from '../files/path-text.ts';
import { Spool } from '../files/spool.ts';
import { stageArchive } from '../files/stage-archive.ts';
import { StagedLayer } from '../files/staged-layer.ts';
import type { FileTree } from '../ports/files.ts';
import type { OpenedContext } from './opened-context.ts';
import { writeTree } from './write-tree.ts';

/** As much as a Dockerfile may be, where one comes instead of an archive. Bytes. */
const largestDockerfile = 2 * 1024 * 1024;

/** A context that is a stream: a tar, compressed or not, or a Dockerfile alone. */
export async function openStream(
  stream: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<OpenedContext> {
  return inPrivateFolder(async (place) => {
    const file = join(place, 'context');
    const target = createWriteStream(file, { mode: 0o600 });
    await pipeline(Readable.from(stream, { objectMode: false }), target, { signal });
    return openFile(place, { file, name: 'the build context', signal });
  });
}

/** A context that was fetched as a file; `time` where its server gave one. */
export async function openFetched(
  file: string,
  options: {
    readonly name: string;
    readonly time: number | undefined;
    readonly signal: AbortSignal;
  },
): Promise<OpenedContext> {
  return inPrivateFolder((place) => openFile(place, { file, ...options }));
}

interface FileOptions {
  readonly file: string;
  /** For messages. */
  readonly name: string;
  readonly time?: number | undefined;
  readonly signal: AbortSignal;
}

async function openFile(place: string, options: FileOptions): Promise<OpenedContext> {
  const { file, name } = options;
  const close = (): Promise<void> => rm(place, { recursive: true, force: true });
  const folder = join(place, 'files');
  await mkdir(folder, { mode: 0o755 });
  if (await looksLikeArchive(file)) {
    const { owners, newest } = await unpack(folder, options);
    const tree: FileTree = { folder, ownedByRoot: true, owners };
    return { folder, time: options.time ?? newest, tree: async () => tree, close };
  }
  const handle = await open(file);
  const { size } = await handle.stat().finally(() => handle.close());
  if (size === 0 || size > largestDockerfile) {
    throw new BuildError(
      'CONTEXT_UNAVAILABLE',
      `${name} is neither a tar archive nor a Dockerfile`,
      {
        advice: 'give a tar, plain or compressed with gzip, bzip2, xz or zstd',
      },
    );
  }
  const onlyDockerfile = await readFile(file);
  const tree: FileTree = { folder, ownedByRoot: true };
  return { folder, time: options.time, onlyDockerfile, tree: async () => tree, close };
}

async function looksLikeArchive(file: string): Promise<boolean> {
  const handle = await open(file);
  const start = Buffer.alloc(6);
  await handle.read(start, 0, start.length, 0).finally(() => handle.close());
  return isCompressed(start) || isArchive(createReadStream(file));
}

async function unpack(folder: string, { file, name, signal }: FileOptions) {
  const owners = new Map<string, { readonly uid: number; readonly gid: number }>();
  let newest: number | undefined;
  const layer = new StagedLayer(undefined, { seconds: 0, nanoseconds: 0 });
  const spool = await Spool.create();
  const watched = async function* (): AsyncGenerator<TarInput> {
    for await (const entry of layer.entries()) {
      const { name: path, type, uid = 0, gid = 0, mtime } = entry.header;
      if (uid !== 0 || gid !== 0) owners.set(pathText(Buffer.from(path)), { uid, gid });
      if (type === 'file' && mtime) newest = Math.max(newest ?? mtime.seconds, mtime.seconds);
      yield entry;
    }
  };
  try {
    await stageArchive(layer, createReadStream(file), {
      root: '',
      owner: undefined,
      spool,
      signal,
    });
    await writeTree(folder, watched());
  } catch (cause) {
    if (!(cause instanceof ArchiveError)) throw cause;
    throw new BuildError('CONTEXT_UNAVAILABLE', `${name} cannot be unpacked: ${cause.message}`, {
      cause,
    });
  } finally {
    await spool.close();
  }
  return { owners, newest };
}

async function inPrivateFolder(
  use: (place: string) => Promise<OpenedContext>,
): Promise<OpenedContext> {
  const place = await mkdtemp(join(tmpdir(), 'slipway-context-'));
  try {
    return await use(place);
  } catch (error) {
    await rm(place, { recursive: true, force: true });
    throw error;
  }
}
