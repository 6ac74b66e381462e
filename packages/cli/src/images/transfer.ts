import type { Platform } from '@slipway/oci';
import { type CopyResult, copyImage, type ImageSource, type ImageTarget } from '@slipway/remote';
import { CliError, usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { withTransferClient } from '../hub/connect.ts';
import { formatSize } from '../terminal/format-size.ts';
import { createProgress, type Progress } from '../terminal/progress.ts';
import type { CommandInput } from '../tree/command-input.ts';
import { openImageStore } from './find-local-image.ts';
import { formatImageLocation, type ImageLocation } from './image-location.ts';
import { openSource, openTarget } from './open-location.ts';
import { ownPlatform, readPlatforms } from './read-platforms.ts';

/** From where to where. */
export interface Route {
  readonly source: ImageLocation;
  readonly target: ImageLocation;
}

/**
 * Copies an image as the options of pull, push and copy say, shows how it goes on and prints what
 * came of it: the digest alone with --quiet.
 */
export async function transfer(context: Context, input: CommandInput, route: Route): Promise<void> {
  const settings = transferSettings(input, route);
  const quiet = input.flag('quiet');
  const copyAll = () =>
    withTransferClient(context, input, async (client) => {
      const opener = { context, client };
      const { source: from, target: to } = route;
      const source = await openSource(from, opener);
      try {
        // Before a target is made, so that a wrong name leaves nothing behind.
        await source.resolve({ signal: context.signal });
        const origin =
          from.kind === 'registry' || from.kind === 'local' ? from.reference : undefined;
        const target = await openTarget(to, opener, origin);
        const progress = createProgress(context, { quiet });
        return await run({ context, route, source, target, settings, progress });
      } finally {
        await source.close?.();
      }
    });
  const result = await (route.target.kind === 'local' ? holding(context, copyAll) : copyAll());
  context.stdout.write(quiet ? `${result.root.digest}\n` : describe(route, result));
}

/** Nothing of what is written into the local store is swept before it has its name. */
async function holding(context: Context, work: () => Promise<CopyResult>): Promise<CopyResult> {
  const store = await openImageStore(context);
  const result = await store.hold(work);
  await store.touch(result.root.digest);
  return result;
}

interface TransferSettings {
  readonly platforms: readonly Platform[];
  readonly referrers: boolean;
  readonly concurrency: number | undefined;
}

function transferSettings(input: CommandInput, { target }: Route): TransferSettings {
  const asked = readPlatforms(input.list('platform'));
  const all = input.flag('allPlatforms');
  if (all && asked.length > 0) {
    throw usageError('--platform and --all-platforms exclude each other');
  }
  if (target.kind === 'docker-archive' && (all || asked.length > 1)) {
    throw usageError(
      'a docker archive holds one platform',
      'Choose one with --platform, or write an oci-archive',
    );
  }
  const one = target.kind === 'docker-archive' && asked.length === 0;
  return {
    platforms: one ? [ownPlatform()] : asked,
    referrers: input.flag('referrers'),
    concurrency: readJobs(input.text('jobs')),
  };
}

const maximumJobs = 64;

function readJobs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const jobs = Number(text);
  if (Number.isInteger(jobs) && jobs >= 1 && jobs <= maximumJobs) return jobs;
  throw usageError(`--jobs ${text}: expected a number from 1 to ${maximumJobs}`);
}

interface Run {
  readonly context: Context;
  readonly route: Route;
  readonly source: ImageSource;
  readonly target: ImageTarget;
  readonly settings: TransferSettings;
  readonly progress: Progress;
}

async function run({
  context,
  route,
  source,
  target,
  settings,
  progress,
}: Run): Promise<CopyResult> {
  const { platforms, referrers, concurrency } = settings;
  let failed = true;
  try {
    const result = await copyImage({
      source,
      target,
      platforms,
      referrers,
      signal: context.signal,
      onProgress: (each) => progress.update(each),
      ...(concurrency === undefined ? {} : { concurrency }),
    });
    failed = false;
    return result;
  } catch (error) {
    if (context.signal.aborted) throw interrupted(route, progress, error);
    throw error;
  } finally {
    progress.finish();
    await target.close?.({ failed });
  }
}

function interrupted({ target }: Route, progress: Progress, cause: unknown): CliError {
  const { known, finished } = progress.counts();
  const isArchive = target.kind === 'oci-archive' || target.kind === 'docker-archive';
  const state = isArchive
    ? 'the unfinished file was removed'
    : `${finished} of ${known} parts are there, the name is unchanged`;
  return new CliError(`interrupted: ${formatImageLocation(target)}: ${state}`, {
    exitCode: exitCodes.interrupted,
    advice: isArchive ? 'Run it again' : 'Run it again to go on from there',
    cause,
  });
}

function describe(
  { target }: Route,
  { root, bytes, stored, mounted, existing }: CopyResult,
): string {
  const parts = [`${stored} new (${formatSize(bytes)})`];
  if (mounted > 0) parts.push(`${mounted} mounted`);
  if (existing > 0) parts.push(`${existing} there before`);
  return `${formatImageLocation(target)}\n  digest ${root.digest}\n  parts  ${parts.join(', ')}\n`;
}
