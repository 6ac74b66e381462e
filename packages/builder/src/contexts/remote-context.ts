import { join } from 'node:path';
import { openFetched } from './archive-context.ts';
import { fetchUrl } from './fetch-url.ts';
import { openRepository } from './git-repository.ts';
import { parseGitUrl } from './git-url.ts';
import type { OpenedContext } from './opened-context.ts';
import type { SourceEnvironment } from './source-environment.ts';

const failure = 'CONTEXT_UNAVAILABLE';

/** A context that is a commit, or a folder of it. */
export async function openGit(
  url: string,
  options: {
    readonly environment: SourceEnvironment;
    readonly signal: AbortSignal;
    readonly keepGitFolder: boolean;
    /** Files get the commit's time. */
    readonly commitTimes: boolean;
  },
): Promise<OpenedContext> {
  const { environment, signal } = options;
  const parsed = parseGitUrl(url, failure);
  const source = { ...parsed, commitTimes: parsed.commitTimes || options.commitTimes };
  const repository = await openRepository(source, { environment, signal, failure });
  const checkout = await repository.checkOut(await repository.resolve(), {
    keepGitFolder: options.keepGitFolder || (source.keepGitFolder ?? false),
  });
  const { folder, commitTime: time, close } = checkout;
  return { folder, time, tree: async () => ({ folder, ownedByRoot: true }), close };
}

/** A context fetched by HTTP: a tar, or a Dockerfile alone. */
export async function openHttp(
  url: string,
  options: { readonly environment: SourceEnvironment; readonly signal: AbortSignal },
): Promise<OpenedContext> {
  const { folder, file, lastModified } = await fetchUrl(url, { ...options, failure });
  return openFetched(join(folder, file), {
    name: url.replace(/\/\/[^/@]*@/, '//'),
    time: lastModified,
    signal: options.signal,
  });
}
