import type { CommandSpec, OptionSpec } from './command-spec.ts';
import { hubOptions, jsonOption } from './shared-options.ts';

const hubOption: OptionSpec = {
  flags: '--hub <host>',
  description: 'where names without a host are (or SLIPWAY_HUB; else the last login)',
};
const quietIds: OptionSpec = { flags: '-q, --quiet', description: 'print only image ids' };
const noTrunc: OptionSpec = { flags: '--no-trunc', description: 'cut nothing off' };

const meant = 'A name, a digest, or the beginning of an id.';

/** Commands over the local store, with the words of Docker's. */
export const storeCommands: readonly CommandSpec[] = [
  {
    name: 'images',
    summary: 'list the images in the local store',
    details: `Sizes are those of the stored (compressed) layers, of every platform that is here.

Filters: dangling=true|false, label=KEY[=VALUE], reference=PATTERN, before=IMAGE, since=IMAGE,
until=TIME (created before: 24h, 7d, 2026-01-31).`,
    arguments: [{ syntax: '[repository]', description: 'only this one, or REPOSITORY:TAG' }],
    options: [
      quietIds,
      { flags: '--digests', description: 'show digests' },
      {
        flags: '-f, --filter <filter>',
        description: 'show only what it fits; may be given several times',
        repeatable: true,
      },
      noTrunc,
      jsonOption,
      hubOption,
    ],
    examples: [
      { command: 'slipway images', does: 'all of them, the newest first' },
      { command: 'slipway images -q --filter dangling=true', does: 'ids of those without a name' },
    ],
    load: () => import('../commands/images.ts'),
  },
  {
    name: 'history',
    summary: 'show how an image in the local store was built, step by step',
    details: meant,
    arguments: [{ syntax: '<image>', description: 'the image' }],
    options: [
      noTrunc,
      quietIds,
      { flags: '--platform <os/arch>', description: 'of a multi-platform image, this one' },
      jsonOption,
      hubOption,
    ],
    examples: [
      { command: 'slipway history kirtan/my-app:1', does: 'the newest step first, with sizes' },
    ],
    load: () => import('../commands/history.ts'),
  },
  {
    name: 'rmi',
    summary: 'remove images from the local store',
    details: `${meant} A name is taken away; the image goes
with its last one, and its space is freed unless builds still use its layers.`,
    arguments: [{ syntax: '<image...>', description: 'the images' }],
    options: [
      {
        flags: '-f, --force',
        description: 'also an image with several names, by its id; absent ones are no failure',
      },
      { flags: '--no-prune', description: 'leave the space to "slipway prune"' },
      jsonOption,
      hubOption,
    ],
    examples: [
      { command: 'slipway rmi kirtan/my-app:old', does: 'by name' },
      { command: 'slipway rmi --force 3f2a91c0d5b7', does: 'by id, with all its names' },
    ],
    load: () => import('../commands/rmi.ts'),
  },
  {
    name: 'save',
    summary: 'write images of the local store to an archive, as docker save does',
    details: `The archive is an OCI image layout too. Without -o it goes to standard output.`,
    arguments: [{ syntax: '<image...>', description: 'the images' }],
    options: [
      { flags: '-o, --output <file>', description: 'the file' },
      {
        flags: '--platform <os/arch>',
        description: 'of a multi-platform image, only this one; may be given several times',
        repeatable: true,
      },
      { flags: '-q, --quiet', description: 'show no progress' },
      ...hubOptions,
    ],
    examples: [
      { command: 'slipway save -o my-app.tar kirtan/my-app:1', does: 'for docker load' },
      { command: 'slipway save kirtan/my-app:1 | ssh host docker load', does: 'without a file' },
    ],
    load: () => import('../commands/save.ts'),
  },
  {
    name: 'load',
    summary: 'put the images of an archive into the local store, as docker load does',
    details: `Takes what docker save, podman save and slipway save write, and any archive of an OCI image
layout; compressed with gzip or zstd, too.`,
    options: [
      { flags: '-i, --input <file>', description: 'the file; standard input where absent' },
      {
        flags: '--platform <os/arch>',
        description: 'of a multi-platform image, only this one; may be given several times',
        repeatable: true,
      },
      { flags: '-q, --quiet', description: 'show no progress' },
      jsonOption,
      hubOption,
    ],
    examples: [
      { command: 'slipway load -i my-app.tar', does: 'from a file' },
      { command: 'docker save my-app | slipway load', does: 'straight from Docker' },
    ],
    load: () => import('../commands/load.ts'),
  },
  {
    name: 'prune',
    summary: 'free space: images without a name, and what builds keep',
    details: `Removes images without a name, the build cache, cache mounts, what was fetched for builds, and
every layer that is then needed by nothing; what a build under way uses stays. The next builds do
again what was removed.
--keep-storage and --max-size remove what was used least, until no more than that is left.`,
    options: [
      { flags: '-a, --all', description: 'also images that have a name' },
      {
        flags: '--filter <filter>',
        description: 'until=TIME: only what was not used since (24h, 7d, 2026-01-31)',
        repeatable: true,
      },
      { flags: '--keep-storage <size>', description: 'keep so much build cache (for example 10g)' },
      {
        flags: '--max-size <size>',
        description: 'keep so much of images and build cache together',
      },
      { flags: '-f, --force', description: 'do not ask' },
      jsonOption,
      hubOption,
    ],
    examples: [
      { command: 'slipway prune', does: 'asks first' },
      {
        command: 'slipway prune --force --keep-storage 10g --filter until=7d',
        does: 'what was not used for a week, where there is more than 10 GiB',
      },
    ],
    load: () => import('../commands/prune.ts'),
  },
  {
    name: 'df',
    summary: 'show what images, build cache, cache mounts and fetched files take',
    options: [
      { flags: '-v, --verbose', description: 'every image and every part of the cache' },
      jsonOption,
      hubOption,
    ],
    examples: [{ command: 'slipway df', does: 'and what "slipway prune" would free' }],
    load: () => import('../commands/df.ts'),
  },
];
