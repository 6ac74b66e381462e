import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '@slipway/linux';
import { oldestBuild } from './build-lease.ts';
import { isAbsent, readJson, touch, writeJson } from './small-file.ts';

/** What of a URL or of a Git repository is kept between builds. */
export interface FetchedSource {
  /** Its URL without what may be secret in it. */
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  readonly lastUsedAt: Date;
}

const kinds = { url: join('cache', 'urls'), git: 'git' } as const;

/** In each folder: the source's name; its time is the last use. */
const infoFile = 'source.json';

/**
 * Does `work` in the folder that is kept for a URL, made where it is absent. Nothing prunes it
 * meanwhile, nor until the build that holds a lease now has ended.
 */
export async function withSourceFolder<T>(
  source: { readonly state: string; readonly kind: keyof typeof kinds; readonly url: string },
  lock: { readonly mode: 'shared' | 'exclusive'; readonly signal: AbortSignal },
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const all = join(source.state, kinds[source.kind]);
  const folder = join(all, createHash('sha256').update(source.url).digest('hex').slice(0, 32));
  await mkdir(all, { recursive: true, mode: 0o700 });
  return withLock(lockOf(folder), lock, async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const info = join(folder, infoFile);
    if (await readJson(info)) await touch(info);
    else await writeJson(info, { name: shownUrl(source.url) });
    return work(folder);
  });
}

/** All that is kept of them, in no order. */
export async function fetchedSources(state: string): Promise<readonly FetchedSource[]> {
  const found: FetchedSource[] = [];
  for (const place of Object.values(kinds)) {
    for (const entry of await foldersIn(join(state, place))) {
      const folder = join(state, place, entry);
      const lastUsedAt = await lastUseOf(folder);
      if (!lastUsedAt) continue;
      const info = (await readJson(join(folder, infoFile))) as { readonly name?: unknown };
      found.push({
        name: typeof info?.name === 'string' ? info.name : entry,
        folder,
        lastUsedAt,
      });
    }
  }
  return found;
}

/** Removes one; false where a build under way may need it. */
export async function removeSource(state: string, { folder }: { folder: string }) {
  // Nobody waits for long: builds that hold it are seen by their leases.
  const lock = { mode: 'exclusive', signal: AbortSignal.timeout(patience) } as const;
  try {
    return await withLock(lockOf(folder), lock, async () => {
      const [lastUsedAt, began] = [await lastUseOf(folder), await oldestBuild(state)];
      if (!lastUsedAt || (began && lastUsedAt >= began)) return false;
      const hidden = `${folder}.removed`;
      await rm(hidden, { recursive: true, force: true });
      await rename(folder, hidden);
      await rm(hidden, { recursive: true, force: true });
      return true;
    });
  } catch (error) {
    if (lock.signal.aborted) return false;
    throw error;
  }
}

/** Milliseconds. */
const patience = 500;

function lockOf(folder: string): string {
  return `${folder}.lock`;
}

/** Query parameters may be credentials, as passwords are. */
function shownUrl(url: string): string {
  return url.replace(/\/\/[^/@\s]*@/, '//').replace(/[?#].*$/s, '');
}

async function lastUseOf(folder: string): Promise<Date | undefined> {
  for (const path of [join(folder, infoFile), folder]) {
    const found = await stat(path).catch(() => undefined);
    if (found) return found.mtime;
  }
  return undefined;
}

async function foldersIn(path: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.flatMap((each) => (each.isDirectory() ? [each.name] : []));
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}
