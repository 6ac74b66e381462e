import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CommandUser, neededTools } from '../build-command/command-user.ts';
import { type builders, giveTo } from '../runtime/build-user.ts';
import { findTool } from '../support/required-tool.ts';
import { runCommand, tryCommand } from '../support/run-command.ts';
import { makeScratchFolder, type ScratchFolder } from '../support/scratch-folder.ts';
import { describeWithTools } from '../support/tools.ts';

const dockerfile = `FROM scratch AS base
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]

FROM base AS work
WORKDIR /src/deep
COPY . .
RUN --mount=type=cache,target=/cache --mount=type=bind,source=tree,target=/bound \\
    cat tree/*/* /bound/a/1 > all && mkdir -p made/by/step && ln all made/link && ln -s ../all made/symlink
RUN <<SCRIPT
for i in $(seq 40); do echo $i > made/$i; done
chmod 750 made && chown -R 7:8 made/by && mkfifo made/fifo && rm tree/b/2
SCRIPT

FROM base
ENV GREETING=hello
ADD archive.tar.gz /unpacked/
COPY --from=work /src/deep/made /made
COPY --from=work --chown=9:9 --chmod=640 /src/deep/all /all
COPY --link tree /linked/
COPY --link --chmod=u=rwX,go=rX tree/a /linked-more/
COPY --exclude=*/1 tree /without
COPY <<one <<two /heredocs/
first $GREETING
one
second
two
WORKDIR /srv/app
RUN echo "$SOURCE_DATE_EPOCH" > epoch; cp -a /unpacked /copied; rm -r /linked/b; touch -d @5 old
USER 12:34
LABEL made=alike
CMD ["/bin/busybox", "true"]
`;

const epoch = '1700000000';

/** Files of the context in one order; the archive is one that was made once. */
const files: readonly (readonly [name: string, content: string, mode: number])[] = [
  ['tree/a/1', 'one', 0o644],
  ['tree/a/2', 'two', 0o600],
  ['tree/b/1', 'one', 0o755],
  ['tree/b/2', 'other', 0o444],
  ['tree/c/ü', 'name', 0o4755],
  ['Dockerfile', dockerfile, 0o644],
  ['.dockerignore', 'ignored\n', 0o644],
];

interface Place {
  readonly reversed: boolean;
  readonly seconds: number;
}

/**
 * Writes the context into a new folder: names in this order, with these times. All are later than
 * SOURCE_DATE_EPOCH, as those of a fresh checkout are: earlier times are kept in layers.
 */
function writeContext(folder: string, archive: string, { reversed, seconds }: Place): void {
  for (const [name, content, mode] of reversed ? [...files].reverse() : files) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    chmodSync(path, mode);
    utimesSync(path, seconds, seconds);
  }
  const link = () => linkSync(join(folder, 'tree/a/1'), join(folder, 'tree/c/hard'));
  const symlink = () => symlinkSync('../a/2', join(folder, 'tree/c/soft'));
  for (const make of reversed ? [symlink, link] : [link, symlink]) make();
  // Whatever the umask of the tests is.
  for (const name of ['tree', 'tree/a', 'tree/b', 'tree/c']) {
    chmodSync(join(folder, name), 0o755);
    utimesSync(join(folder, name), seconds, seconds);
  }
  writeFileSync(join(folder, 'ignored'), String(seconds));
  copyFileSync(archive, join(folder, 'archive.tar.gz'));
  copyFileSync(findTool('busybox') ?? 'busybox', join(folder, 'busybox'));
}

/** What a build left, without what differs of itself: where it was. */
interface Traces {
  readonly manifest: string;
  readonly layers: readonly string[];
  readonly oci: string;
  readonly docker: string;
}

describeWithTools('the same inputs', neededTools, () => {
  let folder: ScratchFolder;
  const users: CommandUser[] = [];

  beforeAll(async () => {
    folder = makeScratchFolder();
    mkdirSync(folder.join('content/sub'), { recursive: true });
    for (const name of ['x', 'y', 'sub/z']) writeFileSync(folder.join('content', name), name);
    const times = ['--owner=3:3', '--group=4:4', '--mtime=@1500000000'];
    const archive = folder.join('archive.tar.gz');
    await runCommand('tar', ['-czf', archive, ...times, '-C', folder.join('content'), '.']);
  });
  afterAll(async () => {
    for (const user of users) await user.remove();
    await folder.remove();
  });

  /** Builds in a new data folder, from a new context. */
  async function build(
    builder: (typeof builders)[number],
    place: Place & { readonly umask: string; readonly how: 'argument' | 'environment' },
  ): Promise<Traces> {
    const user = await CommandUser.create(builder);
    users.push(user);
    writeContext(user.context, folder.join('archive.tar.gz'), place);
    await giveTo(builder, user.folder.path);
    // A new owner takes the setuid bit away.
    for (const [name, , mode] of files) chmodSync(join(user.context, name), mode);
    const epochWords =
      place.how === 'argument' ? ['--build-arg', `SOURCE_DATE_EPOCH=${epoch}`] : [];
    const outputs = [
      '-o',
      'type=image',
      '-o',
      'type=oci,dest=../oci.tar',
      '-o',
      'type=docker,dest=../docker.tar',
    ];
    const words = ['build', '-t', 'me/same:1', ...epochWords, ...outputs];
    const [command = '', ...args] = user.commandLine([...words, '.']);
    const line = ['sh', '-c', `umask ${place.umask} && exec "$0" "$@"`, command, ...args];
    const { code, stderr } = await tryCommand('env', line, {
      cwd: user.context,
      env: {
        ...user.environment,
        ...(place.how === 'environment' ? { SOURCE_DATE_EPOCH: epoch } : {}),
      },
    });
    expect(code, stderr).toBe(0);
    const images = user.folder.join('data/slipway/images');
    const index = JSON.parse(readFileSync(join(images, 'index.json'), 'utf8'));
    const manifest = String(index.manifests[0].digest);
    const blob = join(images, 'blobs', manifest.replace(':', '/'));
    const { layers } = JSON.parse(readFileSync(blob, 'utf8'));
    return {
      manifest,
      layers: layers.map(({ digest }: { digest: string }) => digest),
      oci: hashOf(user.folder.join('oci.tar')),
      docker: hashOf(user.folder.join('docker.tar')),
    };
  }

  it('give the same digests and the same bytes, whoever builds where, when and how', async () => {
    const first = await build('root', {
      reversed: false,
      seconds: 1_700_000_500,
      umask: '022',
      how: 'argument',
    });
    expect(first.layers.length).toBeGreaterThan(8);
    // Other times of creation than the first build's, whatever their resolution.
    await delay(2100);
    const others = [
      { builder: 'root', reversed: true, seconds: 1_750_000_000, umask: '077', how: 'environment' },
      {
        builder: 'an ordinary user',
        reversed: true,
        seconds: 1_712_345_678,
        umask: '002',
        how: 'argument',
      },
      {
        builder: 'an ordinary user',
        reversed: false,
        seconds: 4_000_000_000,
        umask: '077',
        how: 'environment',
      },
    ] as const;
    for (const { builder, ...place } of others) {
      expect(await build(builder, place), JSON.stringify(place)).toEqual(first);
    }
  });

  it('with another content, mode or name give others', async () => {
    const place = {
      reversed: false,
      seconds: 1_800_000_000,
      umask: '022',
      how: 'argument',
    } as const;
    const { manifest } = await build('root', place);
    const user = users.at(-1);
    if (!user) throw new Error('nobody built');
    const changed = async (change: () => void) => {
      change();
      const words = ['build', '-q', '--build-arg', `SOURCE_DATE_EPOCH=${epoch}`];
      await user.do(...words, '--metadata-file=../meta', '.');
      return JSON.parse(readFileSync(user.folder.join('meta'), 'utf8'))['containerimage.digest'];
    };
    const found = new Set([manifest]);
    expect(found.has(await changed(() => {}))).toBe(true);
    const path = (name: string) => join(user.context, 'tree', name);
    found.add(await changed(() => writeFileSync(path('a/2'), 'TWO')));
    found.add(await changed(() => chmodSync(path('a/2'), 0o640)));
    found.add(await changed(() => writeFileSync(path('d'), '')));
    expect(found.size).toBe(4);
  });
});

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
