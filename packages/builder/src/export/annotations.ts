import { formatPlatform, type Platform, platformMatches, tryParsePlatform } from '@slipway/oci';
import type { BuildRequest } from '../request/build-request.ts';

/** One annotation: where it goes, and to which platform's image where not to all. */
export type Annotation = BuildRequest['annotations'][number];

type Level = Annotation['level'];

const pattern =
  /^annotation(?:-(manifest|index|manifest-descriptor|index-descriptor))?(?:\[([^\]]+)\])?\.(.+)$/;

/** Reads an output's `annotation-LEVEL[PLATFORM].KEY`; undefined where it has another form. */
export function readAnnotation(name: string, value: string): Annotation | undefined {
  const [, level, platformText, key] = pattern.exec(name) ?? [];
  if (key === undefined) return undefined;
  const platform = platformText === undefined ? undefined : tryParsePlatform(platformText);
  if (platformText !== undefined && !platform) return undefined;
  return { level: (level ?? 'manifest') as Level, key, value, ...(platform ? { platform } : {}) };
}

/** The annotations of a level, for one platform's image or for an index. Later ones win. */
export function annotationsOf(
  annotations: readonly Annotation[],
  level: Level,
  platform?: Platform,
): Readonly<Record<string, string>> | undefined {
  const found = annotations.filter(
    (each) =>
      each.level === level &&
      (!each.platform || (platform !== undefined && isSame(each.platform, platform))),
  );
  if (found.length === 0) return undefined;
  const entries = new Map(found.map((each) => [each.key, each.value]));
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isSame(a: Platform, b: Platform): boolean {
  return formatPlatform(a) === formatPlatform(b) || platformMatches(a, b);
}
