import type { TarFile } from '@slipway/archive';
import { CliError } from '../cli-error.ts';

/** An image in an archive. */
export interface ArchivedImage {
  /** As the archive has them. */
  readonly names: readonly string[];
  /** What chooses it among the archive's; undefined for the only one. */
  readonly reference: string | undefined;
}

const refName = 'org.opencontainers.image.ref.name';
const fullName = 'io.containerd.image.name';
/** Larger lists than this are none. */
const maximumList = 16 * 1024 * 1024;

/** The images of an OCI archive, or of one of `docker save`. */
export async function archivedImages(
  files: TarFile,
  name: string,
): Promise<readonly ArchivedImage[]> {
  const index = await readJson(files, 'index.json', name);
  const saved = await readJson(files, 'manifest.json', name);
  if (index !== undefined) return ociImages(index, name);
  if (saved !== undefined) return savedImages(saved, name);
  throw new CliError(`${name} is no image archive: it has neither index.json nor manifest.json`);
}

async function readJson(files: TarFile, path: string, name: string): Promise<unknown> {
  const size = await files.size(path);
  if (size === undefined) return undefined;
  if (size > maximumList) throw new CliError(`${path} in ${name} is too long`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of files.open(path)) chunks.push(Uint8Array.from(chunk));
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new CliError(`${path} in ${name} is damaged`, { cause });
  }
}

interface IndexEntry {
  readonly digest: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

function ociImages(index: unknown, name: string): readonly ArchivedImage[] {
  const { manifests } = (index ?? {}) as { manifests?: readonly IndexEntry[] };
  if (!Array.isArray(manifests)) throw new CliError(`index.json in ${name} is damaged`);
  const names = new Map<string, string[]>();
  for (const { digest, annotations } of manifests as readonly IndexEntry[]) {
    const own = annotations?.[fullName] ?? annotations?.[refName];
    names.set(digest, [...(names.get(digest) ?? []), ...(own === undefined ? [] : [own])]);
  }
  return [...names].map(([reference, own]) => ({ names: own, reference }));
}

function savedImages(saved: unknown, name: string): readonly ArchivedImage[] {
  if (!Array.isArray(saved)) throw new CliError(`manifest.json in ${name} is damaged`);
  return (saved as { RepoTags?: readonly string[] | null }[]).map(({ RepoTags }) => ({
    names: RepoTags ?? [],
    reference: RepoTags?.[0],
  }));
}
