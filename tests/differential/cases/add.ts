import { casesOf } from '../differential-case.ts';

const inside = { 'in/a.txt': 'a\n', 'in/d/b.txt': 'b\n', 'in/l': { symlink: 'a.txt' } } as const;
const archive = { archive: inside };

const adds = casesOf('add', [
  ['file', 'FROM scratch\nADD a.txt /x', { files: { 'a.txt': 'a' } }],
  ['folder', 'FROM scratch\nADD d /x/', { files: { 'd/f': 'f' } }],
  ['several', 'FROM scratch\nADD a b /x/', { files: { a: '1', b: '2' } }],
  ['wildcard', 'FROM scratch\nADD *.txt /x/', { files: { 'a.txt': '1', 'b.txt': '2', c: '3' } }],
  ['chown', 'FROM scratch\nADD --chown=4:5 a /x/', { files: { a: '1' } }],
  ['chmod', 'FROM scratch\nADD --chmod=711 a /x/', { files: { a: '1' } }],
  ['tar', 'FROM scratch\nADD t.tar /x/', { files: { 't.tar': archive } }],
  ['tar-no-slash', 'FROM scratch\nADD t.tar /x', { files: { 't.tar': archive } }],
  ['tar-to-root', 'FROM base\nADD t.tar /', { files: { 't.tar': archive } }],
  [
    'tar-gzip',
    'FROM scratch\nADD t.tgz /x/',
    { files: { 't.tgz': { ...archive, compression: 'gzip' } } },
  ],
  [
    'tar-bzip2',
    'FROM scratch\nADD t.tar.bz2 /x/',
    { files: { 't.tar.bz2': { ...archive, compression: 'bzip2' } } },
  ],
  [
    'tar-xz',
    'FROM scratch\nADD t.tar.xz /x/',
    { files: { 't.tar.xz': { ...archive, compression: 'xz' } } },
  ],
  [
    'tar-by-content',
    'FROM scratch\nADD data.bin /x/',
    { files: { 'data.bin': { ...archive, compression: 'gzip' } } },
  ],
  ['tar-name-without-tar', 'FROM scratch\nADD t.tar /x/', { files: { 't.tar': 'no tar at all' } }],
  [
    'tar-unpack-false',
    'FROM scratch\nADD --unpack=false t.tar /x/',
    { files: { 't.tar': archive }, withoutBuildah: 'no such flag' },
  ],
  ['tar-chown', 'FROM scratch\nADD --chown=4:5 t.tar /x/', { files: { 't.tar': archive } }],
  [
    'tar-over-existing',
    'FROM base\nRUN mkdir -p /x/in && chmod 700 /x/in && echo old > /x/in/a.txt\nADD t.tar /x/',
    { files: { 't.tar': archive } },
  ],
  [
    'tar-through-symlink',
    'FROM base\nRUN mkdir /real && ln -s /real /link\nADD t.tar /link/',
    { files: { 't.tar': archive } },
  ],
  [
    'tar-wildcard',
    'FROM scratch\nADD *.tar /x/',
    { files: { 'a.tar': archive, 'b.tar': { archive: { 'in/z': 'z' } } } },
  ],
  [
    'tar-hard-links',
    'FROM scratch\nADD t.tar /x/',
    { files: { 't.tar': { archive: { one: '1', two: { hardLink: 'one' } } } } },
  ],
  [
    'tar-modes',
    'FROM scratch\nADD t.tar /x/',
    {
      files: {
        't.tar': {
          archive: { s: { content: '1', mode: 0o4755 }, p: { folder: true, mode: 0o700 } },
        },
      },
    },
  ],
  ['tar-and-file', 'FROM scratch\nADD t.tar f /x/', { files: { 't.tar': archive, f: '1' } }],
  ['copy-does-not-unpack', 'FROM scratch\nCOPY t.tar /x/', { files: { 't.tar': archive } }],
  ['missing', 'FROM scratch\nADD absent /x', { fails: true }],
  ['from-flag', 'FROM scratch\nADD --from=x a /x', { fails: true, files: { a: '1' } }],
  [
    'checksum-of-file',
    'FROM scratch\nADD --checksum=sha256:00 a /x',
    { fails: true, files: { a: '1' } },
  ],
  [
    'exclude',
    'FROM scratch\nADD --exclude=*.md . /x/',
    { files: { 'a.md': '1', 'b.txt': '2' }, withoutBuildah: 'no such flag' },
  ],
  [
    'link',
    'FROM base\nADD --link t.tar /x/',
    { files: { 't.tar': archive }, withoutBuildah: 'no such flag' },
  ],
]);

export const addCases = adds;
