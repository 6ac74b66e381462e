import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ArchiveError,
  nameText,
  readTar,
  type TarHeader,
  type TarInput,
  writeTar,
} from './index.ts';

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(Uint8Array.from(chunk));
  return Buffer.concat(chunks);
}

/** Gives bytes in pieces of odd sizes, from one buffer that is used again. */
async function* inPieces(bytes: Uint8Array, size = 77): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    buffer.fill(0xee);
    buffer.set(part);
    yield buffer.subarray(0, part.length);
  }
}

async function read(
  bytes: Uint8Array,
  pieces = 77,
): Promise<{ header: TarHeader; body: Buffer }[]> {
  const entries: { header: TarHeader; body: Buffer }[] = [];
  for await (const { header, body } of readTar(inPieces(bytes, pieces))) {
    entries.push({ header, body: await collect(body) });
  }
  return entries;
}

async function failure(bytes: Uint8Array): Promise<ArchiveError> {
  const error = await read(bytes).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ArchiveError);
  return error as ArchiveError;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-tar-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nameByte = fc.integer({ min: 1, max: 255 });
const name = fc
  .oneof(
    fc.uint8Array({ minLength: 1, maxLength: 300, min: 1 }),
    fc.array(nameByte, { minLength: 1, maxLength: 40 }).map((each) => Uint8Array.from(each)),
  )
  // A trailing slash says "directory" in every format.
  .filter((each) => each.at(-1) !== 0x2f);
const number = fc.oneof(fc.nat(0o7777777), fc.maxSafeNat());
const entry = fc
  .record({
    name,
    body: fc.uint8Array({ maxLength: 1500 }),
    mode: fc.nat(0o7777),
    uid: number,
    gid: number,
    userName: fc.stringMatching(/^[^\0]{0,40}$/),
    mtime: fc.record({
      seconds: fc.integer({ min: -(10 ** 12), max: 10 ** 12 }),
      nanoseconds: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 999_999_999 })),
    }),
    xattrs: fc
      .array(
        fc.tuple(
          fc.stringMatching(/^(user|security)\.[a-z.%]{1,20}$/),
          fc.uint8Array({ minLength: 1, maxLength: 60 }),
        ),
      )
      .map((pairs) => new Map(pairs)),
  })
  .map(({ body, ...header }): TarInput & { body: Uint8Array } => ({
    header: { type: 'file', ...header, size: body.length },
    body,
  }));

describe('a written archive', () => {
  it('reads back as what was written, and writes the same bytes again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 5 }),
        fc.integer({ min: 1, max: 1200 }),
        async (entries, pieces) => {
          const bytes = await collect(writeTar(entries));
          const found = await read(bytes, pieces);
          expect(found.length).toBe(entries.length);
          for (const [index, { header, body }] of found.entries()) {
            const wanted = entries[index];
            expect(header).toMatchObject({
              ...wanted?.header,
              name: expect.toSatisfy((each: Uint8Array) =>
                Buffer.from(each).equals(wanted?.header.name as Uint8Array),
              ),
              xattrs: expect.anything(),
            });
            expect(
              [...header.xattrs]
                .map(([key, value]) => [key, Buffer.from(value).toString('hex')])
                .sort(),
            ).toEqual(
              [...(wanted?.header.xattrs ?? [])]
                .map(([key, value]) => [key, Buffer.from(value).toString('hex')])
                .sort(),
            );
            expect(body.equals(wanted?.body ?? new Uint8Array())).toBe(true);
          }
          const again = await collect(
            writeTar(
              found.map(({ header, body }) => ({
                header: { ...header, type: 'file' as const },
                body,
              })),
            ),
          );
          expect(again.equals(bytes)).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is plain ustar where that suffices, and pax only where it is needed', async () => {
    const plain = await collect(
      writeTar([{ header: { type: 'file', name: `${'d'.repeat(120)}/f` } }]),
    );
    expect(plain.length).toBe(512 + 1024);
    const long = await collect(writeTar([{ header: { type: 'file', name: 'f'.repeat(101) } }]));
    expect(long.length).toBe(3 * 512 + 1024);
  });

  it('is understood by GNU tar and by Python', async () => {
    const file = join(folder, 'ours.tar');
    const names = ['plain', 'umlaut-ü', `long-${'x'.repeat(200)}`, `${'deep/'.repeat(30)}end`];
    const entries: TarInput[] = names.map((each) => ({
      header: {
        type: 'file',
        name: each,
        size: 3,
        mtime: { seconds: 1_700_000_000, nanoseconds: 500_000_000 },
      },
      body: Buffer.from('abc'),
    }));
    entries.push(
      { header: { type: 'directory', name: 'folder' } },
      { header: { type: 'symlink', name: 'link', linkName: 'p'.repeat(150) } },
    );
    writeFileSync(file, await collect(writeTar(entries)));
    const listed = execFileSync('tar', ['--quoting-style=literal', '-tf', file], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    expect(listed.trim().split('\n')).toEqual([...names, 'folder/', 'link']);
    const script =
      'import sys,tarfile,json; t=tarfile.open(sys.argv[1]); print(json.dumps([[m.name,m.size,m.mtime,m.linkname] for m in t]))';
    const python = JSON.parse(
      execFileSync('python3', ['-c', script, file], { encoding: 'utf8' }),
    ) as unknown[][];
    expect(python.slice(0, 4)).toEqual(names.map((each) => [each, 3, 1_700_000_000.5, '']));
    expect(python[5]).toEqual(['link', 0, 0, 'p'.repeat(150)]);
  });

  it('is refused where a body has another size than announced', async () => {
    const wrong = collect(
      writeTar([{ header: { type: 'file', name: 'a', size: 4 }, body: Buffer.from('abc') }]),
    );
    await expect(wrong).rejects.toMatchObject({ code: 'WRONG_SIZE' });
  });
});

describe('archives of GNU tar', () => {
  for (const format of ['v7', 'ustar', 'gnu', 'pax']) {
    it(`are read in the format ${format}`, async () => {
      const root = join(folder, `tree-${format}`);
      const long = 'n'.repeat(90);
      const nested =
        format === 'v7' ? 'd' : format === 'ustar' ? `${long}` : `${long}/${long}/${long}`;
      mkdirSync(join(root, nested), { recursive: true });
      writeFileSync(join(root, nested, 'file'), 'content'.repeat(500));
      symlinkSync('file', join(root, nested, 'link'));
      const file = join(folder, `${format}.tar`);
      execFileSync('tar', [`--format=${format}`, '--sort=name', '-cf', file, '-C', root, '.']);
      const found = await read(readFileSync(file));
      const byName = new Map(found.map((each) => [nameText(each.header.name), each]));
      expect(byName.get(`./${nested}/file`)?.body.toString()).toBe('content'.repeat(500));
      expect(nameText(byName.get(`./${nested}/link`)?.header.linkName ?? new Uint8Array())).toBe(
        'file',
      );
      expect(byName.get('./')?.header.type).toBe('directory');
    });
  }

  for (const version of ['gnu', '0.0', '0.1', '1.0']) {
    it(`with holes are read in the sparse form ${version}`, async () => {
      const path = join(folder, 'sparse');
      writeFileSync(path, 'start');
      truncateSync(path, 3_000_000);
      writeFileSync(
        path,
        Buffer.concat([readFileSync(path).subarray(0, 3_000_000), Buffer.from('end')]),
      );
      const holes = join(folder, `holes-${version}`);
      execFileSync('cp', ['--sparse=always', path, holes]);
      const file = join(folder, `sparse-${version}.tar`);
      const how =
        version === 'gnu' ? ['--format=gnu'] : ['--format=pax', `--sparse-version=${version}`];
      execFileSync('tar', [...how, '-S', '-cf', file, '-C', folder, `holes-${version}`]);
      const archive = readFileSync(file);
      expect(archive.length).toBeLessThan(1_000_000);
      const [found] = await read(archive, 4000);
      expect(nameText(found?.header.name ?? new Uint8Array())).toBe(`holes-${version}`);
      expect(found?.header.size).toBe(3_000_003);
      expect(found?.body.equals(readFileSync(path))).toBe(true);
    });
  }
});

describe('a hostile archive', () => {
  it('never gets past a typed error, whatever bytes are changed', async () => {
    const valid = await collect(
      writeTar([
        {
          header: {
            type: 'file',
            name: 'ü'.repeat(90),
            size: 5,
            xattrs: new Map([['user.a', Buffer.from('b')]]),
          },
          body: Buffer.from('hello'),
        },
        { header: { type: 'symlink', name: 'l', linkName: 'x'.repeat(120) } },
      ]),
    );
    const change = fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(change, fc.nat(valid.length), async (changes, length) => {
        const bytes = Buffer.from(valid.subarray(0, length));
        for (const [at, value] of changes) if (at < length) bytes[at] = value;
        await read(bytes).catch((error: unknown) => expect(error).toBeInstanceOf(ArchiveError));
      }),
      { numRuns: 300 },
    );
  });

  it('is refused with the place where it ends early', async () => {
    const valid = await collect(
      writeTar([{ header: { type: 'file', name: 'a', size: 600 }, body: new Uint8Array(600) }]),
    );
    for (const length of [1, 511, 513, 1100]) {
      expect(await failure(valid.subarray(0, length))).toMatchObject({
        code: 'TRUNCATED',
        offset: length,
      });
    }
    expect((await read(valid.subarray(0, 512 + 1024))).length).toBe(1);
  });

  it('cannot ask for a huge extended header', async () => {
    const bytes = await collect(
      writeTar([{ header: { type: 'file', name: 'x'.repeat(2_000_000) } }]),
    );
    expect(await failure(bytes)).toMatchObject({ code: 'TOO_LARGE' });
  });

  it('is refused for a wrong checksum', async () => {
    const bytes = await collect(writeTar([{ header: { type: 'file', name: 'a' } }]));
    bytes[0] = 0x62;
    expect(await failure(bytes)).toMatchObject({ code: 'MALFORMED', offset: 0 });
  });
});
