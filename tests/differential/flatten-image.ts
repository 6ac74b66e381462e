import { createHash } from 'node:crypto';
import { decompress, openTarFile, readTar, type TarEntry, type TarFile } from '@slipway/archive';

/** One path of an image's root file system, written so that equal lines are equal files. */
type Entries = Map<string, string>;

/** An image as a comparison sees it: its config, and a line for each path. */
export interface FlatImage {
  readonly config: Readonly<Record<string, unknown>>;
  readonly history: readonly string[];
  readonly files: ReadonlyMap<string, string>;
}

interface Node {
  readonly description: string;
  /** Equal for all names of one file. */
  readonly inode: number;
  readonly isFolder: boolean;
}

interface StoredManifest {
  readonly manifests?: readonly {
    readonly digest: string;
    readonly platform?: { readonly os?: string };
  }[];
  readonly config: { readonly digest: string };
  /** Null, as Go writes no layers. */
  readonly layers: readonly { readonly digest: string }[] | null;
}

/** Reads the only image of an OCI archive and merges its layers. Times are left out. */
export async function flattenImage(archive: string): Promise<FlatImage> {
  const files = await openTarFile(archive);
  try {
    const manifest = await onlyManifest(files);
    const image = JSON.parse(await text(files, blobName(manifest.config.digest)));
    const root = new Map<string, Node>();
    for (const layer of manifest.layers ?? [])
      await applyLayer(root, files.open(blobName(layer.digest)));
    return { config: configOf(image), history: historyOf(image), files: linesOf(root) };
  } finally {
    await files.close();
  }
}

async function onlyManifest(files: TarFile): Promise<StoredManifest> {
  let document: StoredManifest = JSON.parse(await text(files, 'index.json'));
  while (document.manifests) {
    const images = document.manifests.filter(({ platform }) => platform?.os !== 'unknown');
    if (images.length !== 1) throw new Error(`${images.length} images where one was expected`);
    document = JSON.parse(await text(files, blobName(images[0]?.digest ?? '')));
  }
  return document;
}

function blobName(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

async function text(files: TarFile, name: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of files.open(name)) chunks.push(Uint8Array.from(chunk));
  return Buffer.concat(chunks).toString();
}

interface StoredImage {
  readonly architecture: string;
  readonly os: string;
  readonly author?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly history?: readonly { readonly created_by?: string; readonly empty_layer?: boolean }[];
}

/** Members that say nothing (null, empty) are left out: builders differ in writing them. */
function configOf({ architecture, os, author, config }: StoredImage): Record<string, unknown> {
  const says = ([, value]: [string, unknown]) =>
    value !== null &&
    value !== '' &&
    value !== false &&
    !(typeof value === 'object' && Object.keys(value ?? {}).length === 0);
  const members = Object.entries({ architecture, os, author, ...config }).filter(says);
  return Object.fromEntries(
    members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, sorted(value)]),
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function historyOf({ history }: StoredImage): string[] {
  return (history ?? []).map((each) => `${each.empty_layer ? '-' : '+'} ${each.created_by ?? ''}`);
}

let lastInode = 0;

async function applyLayer(root: Map<string, Node>, blob: AsyncIterable<Uint8Array>): Promise<void> {
  const below = new Set(root.keys());
  for await (const entry of readTar(decompress(blob))) {
    const path = cleanPath(entry.header.name);
    const [folder, name] = split(path);
    if (name === '.wh..wh..opq')
      removeWhere(root, (each) => below.has(each) && each.startsWith(`${folder}/`));
    else if (name.startsWith('.wh.')) {
      const gone = `${folder}/${name.slice(4)}`;
      removeWhere(root, (each) => each === gone || each.startsWith(`${gone}/`));
    } else await addEntry(root, path, entry);
  }
}

async function addEntry(root: Map<string, Node>, path: string, entry: TarEntry): Promise<void> {
  const isFolder = entry.header.type === 'directory';
  // A folder over a folder keeps what is in it.
  if (!isFolder) removeWhere(root, (each) => each === path || each.startsWith(`${path}/`));
  if (entry.header.type === 'link') {
    const target = root.get(cleanPath(entry.header.linkName));
    if (!target) throw new Error(`${path} is a link to what is not there`);
    root.set(path, target);
    return;
  }
  root.set(path, { description: await describeEntry(entry), inode: ++lastInode, isFolder });
}

async function describeEntry({ header, body }: TarEntry): Promise<string> {
  const parts = [header.type, header.mode.toString(8), `${header.uid}:${header.gid}`];
  if (header.type === 'symlink')
    parts.push(`-> ${Buffer.from(header.linkName).toString('latin1')}`);
  if (header.type.endsWith('-device')) parts.push(`${header.deviceMajor},${header.deviceMinor}`);
  for (const [name, value] of [...header.xattrs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    parts.push(`${name}=${Buffer.from(value).toString('hex')}`);
  }
  if (header.type === 'file') {
    const hash = createHash('sha256');
    for await (const chunk of body) hash.update(chunk);
    parts.push(String(header.size), hash.digest('hex').slice(0, 16));
  }
  return parts.join(' ');
}

/** One byte a character, so that names that are no UTF-8 stay apart. */
function cleanPath(name: Uint8Array): string {
  const path = Buffer.from(name)
    .toString('latin1')
    .replace(/^(\.?\/)+/, '')
    .replace(/\/+$/, '');
  return path === '.' || path === '' ? '/' : `/${path}`;
}

function split(path: string): [folder: string, name: string] {
  const slash = path.lastIndexOf('/');
  return [path.slice(0, slash), path.slice(slash + 1)];
}

function removeWhere(root: Map<string, Node>, goes: (path: string) => boolean): void {
  for (const path of [...root.keys()]) if (goes(path)) root.delete(path);
}

function linesOf(root: ReadonlyMap<string, Node>): Entries {
  const first = new Map<number, string>();
  const lines: Entries = new Map();
  for (const path of [...root.keys()].sort()) {
    const node = root.get(path);
    if (!node || path === '/') continue;
    const sameFile = first.get(node.inode);
    lines.set(path, sameFile ? `${node.description} = ${sameFile}` : node.description);
    if (!sameFile) first.set(node.inode, path);
  }
  return lines;
}

/** What differs between two images, a line each; empty where nothing does. */
export function compareImages(ours: FlatImage, theirs: FlatImage): string[] {
  const lines: string[] = [];
  const [a, b] = [JSON.stringify(ours.config), JSON.stringify(theirs.config)];
  if (a !== b) lines.push(`config: ${a}\n  theirs: ${b}`);
  for (const path of new Set([...ours.files.keys(), ...theirs.files.keys()])) {
    const [mine, other] = [ours.files.get(path), theirs.files.get(path)];
    if (mine !== other) lines.push(`${path}: ${mine ?? 'absent'}\n  theirs: ${other ?? 'absent'}`);
  }
  return lines;
}

/** Buildah leaves empty files where it mounted its own over them. */
const mountPoints = ['/etc/hostname', '/etc/hosts', '/etc/resolv.conf'];

/**
 * The image without what Buildah does otherwise in every one: its own label, no `/` as WorkingDir,
 * no ArgsEscaped (which the image spec has not), the files it mounted over.
 */
export function withoutBuildahsOwn(image: FlatImage): FlatImage {
  const {
    ArgsEscaped: _escaped,
    Labels: labels,
    WorkingDir: workingDirectory,
    ...rest
  } = image.config;
  const { 'io.buildah.version': _version, ...others } = (labels ?? {}) as Record<string, string>;
  const files = [...image.files].filter(
    ([path, line]) => !(mountPoints.includes(path) && / 0 [0-9a-f]{16}$/.test(line)),
  );
  return {
    ...image,
    config: {
      ...rest,
      ...(Object.keys(others).length > 0 ? { Labels: others } : {}),
      ...(workingDirectory === '/' ? {} : { WorkingDir: workingDirectory }),
    },
    files: new Map(files),
  };
}
