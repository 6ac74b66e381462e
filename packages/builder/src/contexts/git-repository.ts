import { chmod, lstat, lutimes, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withSourceFolder } from '../cache/fetched-sources.ts';
import { BuildError, type BuildErrorCode } from '../errors.ts';
import { TreeReader } from '../files/tree-reader.ts';
import { createGit, type Git, withoutPassword } from './git-command.ts';
import type { GitSource } from './git-url.ts';
import type { SourceEnvironment } from './source-environment.ts';

/** A commit that a Git source means. */
export interface GitCommit {
  readonly commit: string;
  /** The full name that led to it; undefined for a commit by its digest. */
  readonly ref: string | undefined;
  /** Of an annotated tag: its own object. */
  readonly tag: string | undefined;
}

/** Files of a commit in a folder of their own. */
export interface Checkout {
  /** Absolute, the subfolder included. */
  readonly folder: string;
  /** Seconds since 1970. */
  readonly commitTime: number;
  close(): Promise<void>;
}

export interface RepositoryOptions {
  readonly environment: SourceEnvironment;
  readonly signal: AbortSignal;
  readonly failure: BuildErrorCode;
}

/** A remote repository, with what was fetched of it in the build's state. */
export interface GitRepository {
  /** Asks the remote what the source's ref is. Throws where it is nothing, or not the checksum. */
  resolve(): Promise<GitCommit>;
  /** The commit's files, with modes 644 and 755. */
  checkOut(commit: GitCommit, options: { readonly keepGitFolder: boolean }): Promise<Checkout>;
}

/** Opens nothing yet: both calls do. */
export async function openRepository(
  source: GitSource,
  options: RepositoryOptions,
): Promise<GitRepository> {
  const git = await createGit({ ...options, remote: source.remote });
  return {
    resolve: () => resolveCommit(git, source, options),
    checkOut: (commit, { keepGitFolder }) =>
      checkOut(git, { ...options, source, commit, keepGitFolder }),
  };
}

const wholeDigest = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

async function resolveCommit(
  git: Git,
  source: GitSource,
  { failure }: RepositoryOptions,
): Promise<GitCommit> {
  const { remote, ref = 'HEAD', checksum } = source;
  const found = wholeDigest.test(ref)
    ? { commit: ref, ref: undefined, tag: undefined }
    : await askRemote(git, source, failure);
  const matches = [found.commit, found.tag].some((each) => each?.startsWith(checksum ?? ''));
  if (matches) return found;
  throw new BuildError(
    failure,
    `${withoutPassword(remote)}: expected checksum to match ${checksum}, got ${found.commit}`,
    { advice: `${ref} is another commit than the checksum says: check both` },
  );
}

async function askRemote(
  git: Git,
  { remote, ref = 'HEAD' }: GitSource,
  failure: BuildErrorCode,
): Promise<GitCommit> {
  const listed = await git.run('/', ['ls-remote', '--', remote, ref, `${ref}^{}`]);
  const digests = new Map(
    listed
      .trim()
      .split('\n')
      .map((line) => {
        const [digest = '', name = ''] = line.split('\t');
        return [name, digest] as const;
      }),
  );
  const partial = `refs/${ref.replace(/^refs\//, '')}`;
  // As git checkout: a branch comes before a tag of its name.
  for (const name of [ref, `refs/heads/${ref}`, `refs/tags/${ref}`, partial]) {
    const digest = digests.get(name);
    if (digest === undefined) continue;
    const peeled = digests.get(`${name}^{}`);
    return { commit: peeled ?? digest, ref: name, tag: peeled && digest };
  }
  throw new BuildError(
    failure,
    `${withoutPassword(remote)}: repository does not contain ref ${ref}`,
    {
      advice: 'name a branch, a tag, or a whole commit digest',
    },
  );
}

interface CheckoutRequest extends RepositoryOptions {
  readonly source: GitSource;
  readonly commit: GitCommit;
  readonly keepGitFolder: boolean;
}

async function checkOut(git: Git, request: CheckoutRequest): Promise<Checkout> {
  const { source, commit } = request;
  const place = await mkdtemp(join(tmpdir(), 'slipway-git-'));
  const close = (): Promise<void> => rm(place, { recursive: true, force: true });
  try {
    const work = join(place, 'work');
    await mkdir(work);
    await chmod(work, 0o755);
    await git.run(work, ['init', '-q', '--template=', ...formatOf(commit)]);
    await git.run(work, ['remote', 'add', '--', 'origin', withoutPassword(source.remote)]);
    const name = commit.ref?.startsWith('refs/') ? commit.ref : 'refs/remotes/origin/HEAD';
    await withSharedRepository(git, request, (shared) =>
      git.runLocally(work, [
        ...['fetch', '-q', '-u', '--depth=1', '--no-tags', '--no-recurse-submodules', '--'],
        `file://${shared}`,
        `+${sharedRef(commit)}:${name}`,
      ]),
    );
    await git.run(work, ['checkout', '-q', '--detach', name, '--']);
    if (source.submodules) await updateSubmodules(git, work);
    const commitTime = Number(await git.run(work, ['log', '-1', '--format=%ct', 'HEAD']));
    if (!request.keepGitFolder || source.subfolder !== '') await removeGitFolders(work);
    if (source.commitTimes) await setTimes(work, commitTime);
    return { folder: await subfolderOf(work, request), commitTime, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Calls `use` with a bare repository that has the commit, as `sharedRef` names it. */
async function withSharedRepository<T>(
  git: Git,
  request: CheckoutRequest,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const { environment, source, commit, signal } = request;
  const kept = { state: environment.folder, kind: 'git', url: source.remote } as const;
  return withSourceFolder(kept, { mode: 'exclusive', signal }, async (folder) => {
    await git.run(folder, ['init', '-q', '--bare', '--template=', ...formatOf(commit)]);
    if (!(await hasCommit(git, folder, commit))) await fetchCommit(git, folder, request);
    return use(folder);
  });
}

async function hasCommit(git: Git, folder: string, commit: GitCommit): Promise<boolean> {
  const listed = await git.run(folder, ['for-each-ref', '--format=%(refname)', sharedRef(commit)]);
  return listed.trim() !== '';
}

async function fetchCommit(git: Git, folder: string, request: CheckoutRequest): Promise<void> {
  const { source, commit, failure } = request;
  const wanted = `+${commit.ref ?? commit.commit}:refs/slipway/incoming`;
  const options = ['fetch', '-q', '-u', '--no-tags', '--no-recurse-submodules'];
  await shallowIfPossible((depth) =>
    git.run(folder, [...options, ...depth, '--', source.remote, wanted]),
  );
  const fetched = await git.run(folder, ['rev-parse', 'refs/slipway/incoming^{commit}']);
  if (fetched.trim() !== commit.commit) {
    throw new BuildError(
      failure,
      `${withoutPassword(source.remote)}: ${commit.ref} moved while it was being fetched`,
      { advice: 'build again' },
    );
  }
  await git.run(folder, ['update-ref', sharedRef(commit), 'refs/slipway/incoming']);
}

/** Servers of plain files have no shallow histories. */
async function shallowIfPossible(
  run: (depth: readonly string[]) => Promise<unknown>,
): Promise<void> {
  try {
    await run(['--depth=1']);
  } catch (error) {
    if (!/shallow|--depth/.test((error as Error).message)) throw error;
    await run([]);
  }
}

function sharedRef({ commit }: GitCommit): string {
  return `refs/slipway/commits/${commit}`;
}

function formatOf({ commit }: GitCommit): readonly string[] {
  return commit.length === 64 ? ['--object-format=sha256'] : [];
}

async function updateSubmodules(git: Git, work: string): Promise<void> {
  const stats = await lstat(join(work, '.gitmodules')).catch(() => undefined);
  if (!stats?.isFile()) return;
  await shallowIfPossible((depth) =>
    git.run(work, ['submodule', 'update', '-q', '--init', '--recursive', ...depth]),
  );
}

/** No repository can hold entries of this name: all of them are git's own. */
async function removeGitFolders(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.name === '.git') await rm(path, { recursive: true, force: true });
    else if (entry.isDirectory()) await removeGitFolders(path);
  }
}

async function setTimes(folder: string, seconds: number): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await setTimes(path, seconds);
    await lutimes(path, seconds, seconds);
  }
}

async function subfolderOf(
  work: string,
  { source: { remote, subfolder }, failure }: CheckoutRequest,
): Promise<string> {
  const reader = new TreeReader({ folder: work, ownedByRoot: true });
  const isFolder = subfolder
    .split('/')
    .every((_, index, parts) => reader.lstat(parts.slice(0, index + 1).join('/'))?.isDirectory());
  if (isFolder) return subfolder === '' ? work : join(work, subfolder);
  throw new BuildError(
    failure,
    `${withoutPassword(remote)}: ${JSON.stringify(subfolder)} is no folder of the repository`,
  );
}
