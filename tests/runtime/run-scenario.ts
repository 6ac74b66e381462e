/** Run by the tests: one scenario inside the build namespace. Writes what it answers as JSON. */
import { enterBuildNamespace, inBuildNamespace } from '@slipway/runtime';
import * as hostile from './scenarios/hostile-layers.ts';
import * as atOnce from './scenarios/many-at-once.ts';
import * as roundTrips from './scenarios/round-trips.ts';
import * as views from './scenarios/views.ts';

type Scenario = (scratch: string, outside: string) => Promise<unknown>;

export const scenarios: Readonly<Record<string, Scenario>> = {
  'every kind of entry survives a round trip': roundTrips.everyKindOfEntry,
  'every kind of entry is there when mounted': roundTrips.everyKindMounted,
  'the changes of a step are the same mounted, packed and unpacked': roundTrips.changesOfAStep,
  'equal folders give equal blobs': roundTrips.packingRepeats,
  'times are clamped': roundTrips.clampedTimes,
  'hostile entries stay inside': hostile.attacksStayInside,
  'links of one layer do not lead others out': hostile.linksAcrossLayers,
  'damaged blobs are refused': hostile.damagedBlobs,
  'a file without an end can be given up': hostile.endlessFiles,
  'a full disk is told and left clean': hostile.fullDisk,
  'a layer is unpacked once': atOnce.unpackedOnce,
  'roots do not see each other': atOnce.rootsApart,
  'layers in use stay': atOnce.removing,
  'many layers are mounted': atOnce.manyLayers,
  'killed processes leave whole layers': atOnce.killed,
  'layers count that are on the disk when the machine starts': atOnce.machineStarted,
  'views show what mounts do': views.viewsAreAsMounted,
  'links are followed inside the root': views.resolvingAndReading,
};

if (process.argv[1] === import.meta.filename) {
  if (!inBuildNamespace()) {
    process.exit(await enterBuildNamespace({ argv: process.argv.slice(1) }));
  }
  const [name = '', scratch = '', outside = ''] = process.argv.slice(2);
  const result = await scenarios[name]?.(scratch, outside);
  process.stdout.write(`${JSON.stringify(result ?? null)}\n`);
}
