import {
  chmodSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readTar, writeTar } from '@slipway/archive';
import { afterAll } from 'vitest';
import { pathText } from '../files/path-text.ts';
import { createPrepareCopy } from '../files/prepare-copy.ts';
import type { CopySource, CopyVertex, RootVertex } from '../graph/vertex.ts';
import type { CopyInput, FileTree, PreparedCopy } from '../ports/files.ts';
import { FakeRootView } from './fake-root-view.ts';

/** A file by its content, a symlink as `-> target`, a folder as `null`; with a mode as a pair. */
export type FixtureEntry = string | null | readonly [string | null, number];

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-files-'));
  made.push(folder);
  return folder;
}

/** A new folder with these entries, removed after the tests of the file. */
export function makeTree(
  entries: Readonly<Record<string, FixtureEntry>>,
  folder = newFolder(),
): string {
  mkdirSync(folder, { recursive: true });
  for (const [path, entry] of Object.entries(entries)) {
    const [content, mode] = typeof entry === 'string' || entry === null ? [entry] : entry;
    const place = join(folder, path);
    mkdirSync(content === null ? place : dirname(place), { recursive: true });
    if (content?.startsWith('-> ')) symlinkSync(content.slice(3), place);
    else if (content !== null) writeFileSync(place, content ?? '');
    if (mode !== undefined) chmodSync(place, mode);
    if (content?.startsWith('-> ')) lutimesSync(place, 1000, 1000);
  }
  return folder;
}

const scratch: RootVertex = {
  kind: 'scratch',
  name: 'scratch',
  stage: undefined,
  platform: { os: 'linux', architecture: 'amd64' },
  ignoreCache: false,
};

export interface CopyOptions extends Partial<Omit<CopyVertex, 'kind' | 'sources'>> {
  readonly below?: FakeRootView;
  readonly sourceDateEpoch?: number;
  readonly prepare?: ReturnType<typeof createPrepareCopy>;
  readonly signal?: AbortSignal;
}

/** Prepares a COPY of `sources`: paths of `tree`, or other kinds. */
export function prepare(
  tree: FileTree | string,
  sources: readonly (string | CopySource)[],
  options: CopyOptions = {},
): Promise<PreparedCopy> {
  const { below, sourceDateEpoch, prepare: prepareCopy, signal, ...vertex } = options;
  const files = typeof tree === 'string' ? { folder: tree, ownedByRoot: true } : tree;
  const input: CopyInput = {
    vertex: {
      ...scratch,
      kind: 'copy',
      instruction: 'COPY',
      parent: scratch,
      sources: sources.map((each) =>
        typeof each === 'string' ? { kind: 'path', from: scratch, path: each } : each,
      ),
      destination: '/',
      link: false,
      parents: false,
      exclude: [],
      ...vertex,
    },
    trees: sources.map((each) =>
      typeof each === 'string' || each.kind === 'path' ? files : undefined,
    ),
    parent: below ?? new FakeRootView(),
    sourceDateEpoch,
    signal: signal ?? new AbortController().signal,
  };
  return (prepareCopy ?? createPrepareCopy())(input);
}

/** One entry of a layer, as a line of `ls -l` would say it. */
export interface LayerLine {
  readonly name: string;
  readonly type: string;
  readonly mode: string;
  readonly owner: string;
  readonly content: string;
}

/** The layer that a copy makes, after a trip through a tar. */
export async function layerOf(prepared: PreparedCopy): Promise<LayerLine[]> {
  const lines: LayerLine[] = [];
  try {
    for await (const { header, body } of readTar(writeTar(prepared.entries()))) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(Uint8Array.from(chunk));
      const link = Buffer.from(header.linkName).toString();
      lines.push({
        name: pathText(header.name).replace(/\/$/, ''),
        type: header.type,
        mode: header.mode.toString(8),
        owner: `${header.uid}:${header.gid}`,
        content: link === '' ? Buffer.concat(chunks).toString() : `-> ${link}`,
      });
    }
  } finally {
    await prepared.close();
  }
  return lines;
}

/** What a COPY puts where: paths with what they hold; folders end with a slash. */
export async function copied(
  tree: FileTree | string,
  sources: readonly (string | CopySource)[],
  options: CopyOptions = {},
): Promise<Record<string, string>> {
  const lines = await layerOf(await prepare(tree, sources, options));
  return Object.fromEntries(
    lines.map(({ name, type, content }) =>
      type === 'directory' ? [`${name}/`, ''] : [name, content],
    ),
  );
}
