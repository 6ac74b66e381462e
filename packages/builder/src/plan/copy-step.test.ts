import { describe, expect, test } from 'vitest';
import type { CopyVertex } from '../graph/vertex.ts';
import { planImage, planText } from './testing/plan-text.ts';
import { historyOf } from './testing/plan-views.ts';

async function copyOf(text: string): Promise<CopyVertex> {
  const { root } = await planImage(`FROM scratch\n${text}\n`);
  if (root.kind !== 'copy') throw new Error(root.kind);
  return root;
}

describe('sources', () => {
  test('are of the build context, expanded, each one word', async () => {
    const copy = await copyOf('ENV A="x y" B=b\nCOPY $A ${B}* lit\\$ /d/');
    expect(copy.sources).toMatchObject(
      ['x y', 'b*', 'lit$'].map((path) => ({ kind: 'path', path, from: { context: 'context' } })),
    );
  });

  test('of ADD may be files and repositories elsewhere', async () => {
    const kinds = async (word: string) => (await copyOf(`ADD ${word} /d/`)).sources[0];
    expect(await kinds('https://h/x.tar')).toEqual({ kind: 'url', url: 'https://h/x.tar' });
    expect(await kinds('https://h/x.git')).toEqual({
      kind: 'git',
      url: 'https://h/x.git',
      keepGitDir: false,
    });
    expect(await kinds('https://h/x.git#v1:sub')).toMatchObject({ kind: 'git' });
    expect(await kinds('https://h/x.git?branch=v1&keep-git-dir=1')).toMatchObject({
      keepGitDir: true,
    });
    expect(await kinds('git@h:x/y')).toMatchObject({ kind: 'git' });
    expect(await kinds('ssh://git@h/x')).toMatchObject({ kind: 'git' });
    expect(await kinds('git://h/x')).toMatchObject({ kind: 'git' });
    expect(await kinds('github.com/x/y')).toMatchObject({ kind: 'path' });
    expect(await kinds('./git@h:x')).toMatchObject({ kind: 'path' });
    expect(await kinds('--keep-git-dir https://h/x.git')).toMatchObject({ keepGitDir: true });
  });

  test('may be checked', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    expect((await copyOf(`ENV C=${digest}\nADD --checksum=$C https://h/x /d`)).sources).toEqual([
      { kind: 'url', url: 'https://h/x', checksum: digest },
    ]);
    expect((await copyOf('ADD --checksum=abc https://h/x.git /d')).sources[0]).toMatchObject({
      checksum: 'abc',
    });
    expect((await copyOf('ADD https://h/x.git?checksum=abc /d')).sources[0]).toMatchObject({
      checksum: 'abc',
    });
  });

  test('may be here-documents, expanded unless quoted', async () => {
    const copy = await copyOf('ENV A=1\nCOPY <<a <<"b" <<-c /d/\n"$A"\na\n$A\nb\n\t$A\n\tc');
    expect(copy.sources).toEqual([
      { kind: 'heredoc', name: 'a', content: '"1"\n' },
      { kind: 'heredoc', name: 'b', content: '$A\n' },
      { kind: 'heredoc', name: 'c', content: '1\n' },
    ]);
    expect(await historyOf('FROM scratch\nCOPY x <<a /d/\nq\na\n')).toEqual([
      'COPY x <<a /d/ # buildkit',
    ]);
  });
});

describe('the destination', () => {
  test.each([
    ['/a/b', '/a/b'],
    ['/a/b/', '/a/b/'],
    ['/a/../b/.', '/b/.'],
    ['x', '/w/x'],
    ['x/', '/w/x/'],
    ['.', '/w/'],
    ['./', '/w/'],
    ['..', '/'],
    ['/', '/'],
    ['$D/y', '/w/dir/y'],
  ])('%s in /w is %s', async (written, destination) => {
    expect((await copyOf(`ENV D=dir\nWORKDIR /w\nCOPY a ${written}`)).destination).toBe(
      destination,
    );
  });

  test('is the root without WORKDIR', async () => {
    expect((await copyOf('COPY a .')).destination).toBe('/');
    expect((await copyOf('COPY a b')).destination).toBe('/b');
  });

  test('of several sources without a slash is warned of, as BuildKit lets it pass', async () => {
    const { warnings } = await planText(
      'FROM scratch\nCOPY a b /d\nCOPY a b /d/\nCOPY a b .\nCOPY a b ..\n',
    );
    expect(warnings).toMatchObject([
      { lines: { start: 2 }, message: expect.stringContaining('/d') },
    ]);
  });
});

describe('flags', () => {
  test('are kept, and expanded where they are', async () => {
    const copy = await copyOf(
      'ENV U=me M=u+x\nCOPY --chown=$U:1 --chmod=$M --parents --exclude=*.md --exclude=$U a /d',
    );
    expect(copy).toMatchObject({
      chown: 'me:1',
      chmod: 'u+x',
      link: false,
      parents: true,
      exclude: ['*.md', '$U'],
    });
    expect(await copyOf('ADD --unpack=false a /d')).toMatchObject({
      unpack: false,
      instruction: 'ADD',
    });
    expect(await copyOf('COPY --link a /d')).toMatchObject({ link: true });
    expect(await copyOf('COPY --link --chmod=0755 a /d')).toMatchObject({ link: false });
    const plain = await copyOf('COPY --chown=$NONE a /d');
    expect(plain).not.toHaveProperty('chown');
    expect(plain).not.toHaveProperty('unpack');
  });

  test('show in history as BuildKit shows them', async () => {
    expect(
      await historyOf(
        'FROM scratch\nENV U=me\nCOPY --link --parents --chmod=0755 --chown=$U $U b ./d/\n',
      ),
    ).toEqual(['ENV U=me', 'COPY --parents --chown=me --chmod=0755 me b ./d/ # buildkit']);
  });

  test.each(['0', '755', '07777', 'u=rwX,go=rX', '+x', 'a-w', 'u=g', 'ug+rw,o='])(
    '--chmod=%s',
    async (mode) => {
      expect((await copyOf(`COPY --chmod=${mode} a b`)).chmod).toBe(mode);
    },
  );
});

describe('mistakes', () => {
  test.each([
    ['COPY https://h/x /d', /source can't be a URL for COPY/],
    ['COPY https://h/x.git /d', /source can't be a git ref for COPY/],
    ['ADD --checksum=sha256:1 https://h/x /d', /invalid checksum digest format/],
    ['ADD --checksum=abc x /d', /checksum requires HTTP\(S\) or Git sources/],
    ['ADD --checksum=abc https://h/a https://h/b /d/', /multiple sources/],
    ['ADD --checksum=abc https://h/x.git?checksum=abd /d', /checksum mismatch/],
    ['ADD --keep-git-dir=false https://h/x.git?keep-git-dir=true /d', /inconsistent keep-git-dir/],
    ['ADD https://h/x.git?nope=1 /d', /unexpected query "nope"/],
    ['ADD https://h/x.git?ref=a#b /d', /ref conflicts: "b" vs "a"/],
    ['ADD https://h/x.git?tag=a&branch=b /d', /branch conflicts with tag/],
    ['COPY --chmod=64a a b', /invalid chmod parameter: '64a'/],
    ['COPY --chmod=77777 a b', /between 0 and 07777/],
    ['COPY --chmod=u+q a b', /invalid chmod parameter/],
  ])('%s', async (text, message) => {
    await expect(planText(`FROM scratch\n${text}\n`)).rejects.toMatchObject({
      code: 'INVALID_DOCKERFILE',
      message: expect.stringMatching(message),
      lines: { start: 2, end: 2 },
    });
  });
});

test('credentials of web addresses are in no name and no history', async () => {
  const copy = await copyOf('ADD https://user:SECRET@h/x.tar https://SECRET@h/x.git /d/');
  expect(copy.sources[0]).toMatchObject({ url: 'https://user:SECRET@h/x.tar' });
  expect(copy.name).not.toContain('SECRET');
  const history = await historyOf('FROM scratch\nADD https://user:SECRET@h/x.tar /d/\n');
  expect(history).toEqual(['ADD https://xxxxx@h/x.tar /d/ # buildkit']);
});
