import type { Digest, HistoryEntry } from '@slipway/oci';
import type { BuiltConfig } from '../graph/vertex.ts';
import type { ExecutedImage } from '../ports/result.ts';

/** What an image config is made of, beside the executed image. */
export interface ImageConfigInput {
  /** Of all layers, base first. */
  readonly diffIds: readonly Digest[];
  /** How many of them are the base's. */
  readonly baseLayers: number;
  /** For each history entry of the build, whether a layer of the image belongs to it. */
  readonly hasLayer: readonly boolean[];
  /** Seconds; every time that the build sets is then this one. */
  readonly sourceDateEpoch: number | undefined;
  /** Further members: BuildKit's inline cache. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

type Members = readonly (readonly [string, unknown])[];

/** Image spec, "Image Configuration": members in the order that Go's encoder gives BuildKit's. */
export function imageConfigDocument(
  image: ExecutedImage,
  input: ImageConfigInput,
): Readonly<Record<string, unknown>> {
  const { planned } = image;
  const { platform } = planned;
  const history = historyOf(image, input);
  const base = (planned.base?.config ?? {}) as Readonly<Record<string, unknown>>;
  const members: Members = [
    ['architecture', platform.architecture],
    ['author', planned.author ?? base.author],
    ['config', containerConfig(planned.config)],
    ['created', createdOf(history, input.sourceDateEpoch)],
    ['history', history],
    ...Object.entries(input.extra ?? {}),
    ['os', platform.os],
    ['os.features', base['os.features']],
    ['os.version', platform.osVersion ?? base['os.version']],
    ['rootfs', { type: 'layers', diff_ids: input.diffIds }],
    ['variant', platform.variant],
  ];
  return present(members);
}

/** RFC 3339 as Go writes it: without zeros at the end of the fraction. */
export function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.?0+Z$/, 'Z');
}

function createdOf(
  history: readonly HistoryEntry[],
  sourceDateEpoch: number | undefined,
): string | undefined {
  if (sourceDateEpoch !== undefined) return formatTime(sourceDateEpoch * 1000);
  return history.findLast((each) => each.created !== undefined)?.created;
}

function historyOf(image: ExecutedImage, input: ImageConfigInput): readonly HistoryEntry[] {
  const own = image.history.map(({ planned, createdAt }, index): HistoryEntry => {
    const time = input.sourceDateEpoch === undefined ? createdAt : input.sourceDateEpoch * 1000;
    return present([
      ['created', formatTime(time)],
      ['created_by', planned.createdBy],
      ['comment', planned.comment],
      ['empty_layer', input.hasLayer[index] ? undefined : true],
    ]);
  });
  return [...baseHistory(image, input.baseLayers), ...own];
}

/**
 * The base's history as it is. Where it says less, or more, of layers than there are, entries are
 * added or marked empty: readers pair layers with entries by counting.
 */
function baseHistory(
  { planned: { base } }: ExecutedImage,
  layers: number,
): readonly HistoryEntry[] {
  const history = base?.history ?? [];
  const told = history.filter((each) => each.empty_layer !== true).length;
  const missing = Math.max(0, layers - told);
  const created = base?.config.created;
  const entry: HistoryEntry = { ...(created ? { created } : {}), comment: 'imported' };
  let surplus = told - layers;
  const fitted = history.map((each) => {
    if (each.empty_layer === true || surplus <= 0) return each;
    surplus -= 1;
    return { ...each, empty_layer: true };
  });
  return [...fitted, ...Array.from({ length: missing }, () => entry)];
}

/** Members that are known, without those that are empty, as Go's `omitempty` has it. */
function containerConfig(config: BuiltConfig): Readonly<Record<string, unknown>> {
  return present([
    ['User', config.User],
    ['ExposedPorts', sortedKeys(config.ExposedPorts)],
    ['Env', config.Env],
    ['Entrypoint', config.Entrypoint],
    ['Cmd', config.Cmd],
    ['Volumes', sortedKeys(config.Volumes)],
    ['WorkingDir', config.WorkingDir],
    ['Labels', sortedKeys(config.Labels)],
    ['StopSignal', config.StopSignal],
    ['ArgsEscaped', config.ArgsEscaped || undefined],
    ['Healthcheck', healthcheck(config.Healthcheck)],
    ['OnBuild', config.OnBuild],
    ['Shell', config.Shell],
  ]);
}

function healthcheck(check: BuiltConfig['Healthcheck']): object | undefined {
  if (!check) return undefined;
  return present([
    ['Test', check.Test],
    ['Interval', check.Interval || undefined],
    ['Timeout', check.Timeout || undefined],
    ['StartPeriod', check.StartPeriod || undefined],
    ['StartInterval', check.StartInterval || undefined],
    ['Retries', check.Retries || undefined],
  ]);
}

function sortedKeys(map: Readonly<Record<string, unknown>> | null | undefined): object | undefined {
  if (!map) return undefined;
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function present(members: Members): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    members.filter(([name, value]) => name === 'config' || !isEmpty(value)),
  );
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
