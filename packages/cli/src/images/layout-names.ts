import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTarFile } from '@slipway/archive';
import { CliError } from '../cli-error.ts';

/** An image that a layout or an archive names. */
export interface NamedImage {
  /** Undefined for an image without a name. */
  readonly name: string | undefined;
  /** Undefined where the medium does not say (`docker save` without an index). */
  readonly digest: string | undefined;
}

const refName = 'org.opencontainers.image.ref.name';
/** Larger lists than this are none. */
const maximumList = 16 * 1024 * 1024;

interface IndexEntry {
  readonly digest: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The images in a layout folder; none where `index.json` is absent. */
export async function layoutNames(folder: string): Promise<readonly NamedImage[]> {
  const text = await readOptional(join(folder, 'index.json'));
  return text === undefined ? [] : indexEntries(text, folder).map(namedImage);
}

/** The images in an OCI archive or one of `docker save`. */
export async function archiveNames(path: string): Promise<readonly NamedImage[]> {
  const files = await openTarFile(path);
  const read = async (name: string): Promise<string | undefined> => {
    const size = await files.size(name);
    if (size === undefined) return undefined;
    if (size > maximumList) throw new CliError(`${name} in ${path} is too long`);
    const chunks: Uint8Array[] = [];
    for await (const chunk of files.open(name)) chunks.push(Uint8Array.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  };
  try {
    const index = await read('index.json');
    if (index !== undefined) return indexEntries(index, path).map(namedImage);
    const saved = await read('manifest.json');
    if (saved !== undefined) return savedNames(saved, path);
    throw new CliError(`${path} is no image archive: it has neither index.json nor manifest.json`);
  } finally {
    await files.close();
  }
}

async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseIndex(text: string, where: string): { readonly manifests: readonly IndexEntry[] } {
  const value = parseJson(text) as { manifests?: readonly IndexEntry[] } | undefined;
  if (!value || !Array.isArray(value.manifests)) {
    throw new CliError(`${where}: index.json is damaged`);
  }
  return { ...value, manifests: value.manifests };
}

function indexEntries(text: string, where: string): readonly IndexEntry[] {
  return parseIndex(text, where).manifests;
}

function namedImage(entry: IndexEntry): NamedImage {
  return { name: entry.annotations?.[refName], digest: entry.digest };
}

function savedNames(text: string, path: string): readonly NamedImage[] {
  const value = parseJson(text);
  if (!Array.isArray(value)) throw new CliError(`${path}: manifest.json is damaged`);
  return (value as { RepoTags?: readonly string[] | null }[]).flatMap(
    ({ RepoTags }): NamedImage[] =>
      RepoTags?.length
        ? RepoTags.map((name) => ({ name, digest: undefined }))
        : [{ name: undefined, digest: undefined }],
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The callers say which file is damaged.
    return undefined;
  }
}
