import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { pipeline, Readable } from 'node:stream';
import { ArchiveError, decompress, detectCompression, peek, readTar } from '@slipway/archive';
import { BuildError } from '../errors.ts';

/** What Node cannot decompress, and where a program that can comes from. */
const programs = [
  { magic: Buffer.from('BZh'), program: 'bzip2', package: 'bzip2' },
  { magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), program: 'xz', package: 'xz-utils' },
] as const;

const longestMagic = 6;

/** Whether the first bytes are those of a compressed file. */
export function isCompressed(start: Uint8Array): boolean {
  return detectCompression(start) !== 'none' || programFor(start) !== undefined;
}

/** Whether it begins as a tar archive does, compressed or not. Throws COPY_FAILED where xz or bzip2 is needed and absent. */
export async function isArchive(source: AsyncIterable<Uint8Array>): Promise<boolean> {
  try {
    for await (const _ of readTar(decompressed(source))) return true;
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
  }
  return false;
}

/**
 * The bytes of `source`, decompressed where its first bytes say that it is gzip, zstd, bzip2 or xz.
 * Throws ArchiveError for damaged content, COPY_FAILED where a program is absent.
 */
export async function* decompressed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { start, all } = await peek(source, longestMagic);
  const needed = programFor(start);
  yield* needed ? throughProgram(all, needed) : decompress(all);
}

type Program = (typeof programs)[number];

function programFor(start: Uint8Array): Program | undefined {
  return programs.find(({ magic }) => magic.equals(start.subarray(0, magic.length)));
}

async function* throughProgram(
  source: AsyncIterable<Uint8Array>,
  { program, package: from }: Program,
): AsyncGenerator<Uint8Array> {
  const child = spawn(program, ['-dc', '-q'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const started = once(child, 'spawn').catch((cause: unknown) => {
    throw new BuildError(
      'COPY_FAILED',
      `an archive is compressed with ${program}, which is not installed`,
      {
        cause,
        advice: `install it: apt-get install ${from}`,
      },
    );
  });
  const exited = exitOf(child);
  // Both are waited for below; a failure before that is no unhandled one.
  started.catch(() => {});
  exited.catch(() => {});
  try {
    await started;
    let failure: unknown;
    pipeline(Readable.from(source, { objectMode: false }), child.stdin, (error) => {
      // The program may end before it has read all: its exit code tells.
      if ((error as NodeJS.ErrnoException | null)?.code !== 'EPIPE') failure = error;
    });
    yield* child.stdout as AsyncIterable<Uint8Array>;
    const code = await exited;
    if (failure) throw failure;
    if (code !== 0)
      throw new ArchiveError('MALFORMED', `${program} says that the archive is damaged`);
  } finally {
    child.kill('SIGKILL');
  }
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('close', (code) => resolve(code));
    child.once('error', reject);
  });
}
