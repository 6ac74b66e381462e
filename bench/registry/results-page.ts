import { fullAmounts } from './amounts.ts';
import type { Machine } from './machine.ts';
import type { Options } from './options.ts';

export interface ResultsPage {
  readonly machine: Machine;
  readonly table: string;
  readonly spread: string;
  readonly options: Options;
  readonly minutes: number;
}

/** Heads the registry's part of bench/RESULTS.md. */
export const heading = "# Slipway's registry beside others";

/** What stands below it. */
export function resultsPage({ machine, table, spread, options, minutes }: ResultsPage): string {
  return `
Written by \`npm run bench:registry\` on ${new Date().toISOString().slice(0, 10)}, in ${minutes.toFixed(1)} minutes.

## The machine

${machine.lines.map((line) => `- ${line}`).join('\n')}

## Results

Medians of ${options.rounds} rounds. All servers run side by side on loopback and the same disk, one measured at
a time, in an order that changes with each round. Load comes from the same machine, so it takes
part of the cores from whoever is measured. For ms and MiB, less is better.

${table}

## How it was measured

- Slipway as \`npm start\` runs it, with its defaults: authorization, a private repository, as many
  workers as cores, request logs (to a file), fsync.
- docker-registry as Debian configures it, with token authorization (ES256, \`kid\`) instead of
  htpasswd; it writes its log to a file too. Both get a bearer token signed beforehand.
- nginx serves the same blob files (hard links to a registry's) and the same manifest with
  \`sendfile\`, without authorization or logs: the limit of this machine and of the client.
- GETs come from \`wrk\`, with two threads where there are several clients; for blobs its count of
  bytes is taken, so that what is under way at the end counts. Files are in the page cache.
- Pushes come from one Node process with one kept connection for each client: POST, then one PUT
  with all content, which no server has seen before and which was hashed beforehand. What was
  pushed is deleted, and the disk synced, after each measurement.
- The image's blobs go six at once, with a HEAD before each; then the manifest.
- Memory is the resident size of all of a server's processes together, read from /proc ten times a
  second. For each transfer: (peak − idle) ÷ 64 after a fresh start, while 64 transfers of 1 GiB
  run for ${fullAmounts.hugeSeconds} seconds; uploads are then broken off.
- Time to ready: from the process's start to the first answer of \`/v2/\`, on existing data, median
  of five.

## Rounds

${spread}
`;
}
