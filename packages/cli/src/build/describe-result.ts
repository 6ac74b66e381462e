import type { BuildRequest, BuildResult, BuildSummary } from '@slipway/builder';
import { formatSize } from '../terminal/format-size.ts';
import { printable } from '../terminal/format-table.ts';
import { instructionOf } from './build-state.ts';
import { formatDuration } from './format-time.ts';
import type { Paint } from './paint.ts';

/** What a build's end is told with. */
export interface ResultDescription {
  readonly result: BuildResult;
  readonly request: Pick<BuildRequest, 'tags' | 'outputs'>;
  readonly warnings: readonly string[];
  /** Milliseconds that all of it took. */
  readonly duration: number;
  /** How users name an image: without the default hub's host. */
  readonly shorten: (tag: string) => string;
  readonly paint: Paint;
}

/** Steps faster than this are not worth a line. Milliseconds. */
const notableTime = 500;
const shownSteps = 3;

/** The lines at the end of a build: warnings, names, sizes, slowest steps, what to do next. */
export function describeResult(description: ResultDescription): string {
  const { warnings, paint } = description;
  const lines = [
    ...warnings.map(
      (each) => `${paint('yellow', 'warning:')} ${printable(each.replace(/^\[Warning\] /, ''))}`,
    ),
    ...nameLines(description),
    ...sizeLine(description.result.summary),
    timeLine(description),
    ...slowestLine(description.result.summary),
    ...nextLine(description),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function nameLines({ result, request, shorten, paint }: ResultDescription): readonly string[] {
  const { image, summary } = result;
  const digest = image ? `  ${image.digest}` : '';
  const size = summary.images.length === 1 ? finalSize(summary) : undefined;
  const amount = size === undefined ? '' : `  ${size}`;
  const names = request.tags.map((tag) => paint('bold', shorten(tag)));
  const [first = image ? paint('bold', 'unnamed image') : undefined, ...more] = names;
  const platforms =
    summary.images.length > 1
      ? summary.images.map(({ platform, size }) => `  ${platform}  ${formatSize(size)} compressed`)
      : [];
  const places = request.outputs.flatMap(({ destination }) =>
    destination === undefined || destination === '-' ? [] : [`written to ${destination}`],
  );
  if (first === undefined || !image) return places;
  return [`${first}${amount}${digest}`, ...more, ...platforms, ...places];
}

function finalSize({ images, stages }: BuildSummary): string | undefined {
  const compressed = images[0]?.size ?? 0;
  const target = stages.find((stage) => stage.target);
  if (!target) return compressed > 0 ? formatSize(compressed) : undefined;
  const packed = compressed > 0 ? ` (${formatSize(compressed)} compressed)` : '';
  return `${formatSize(target.size)}${packed}`;
}

/** The point of several stages: how much of them the image does not carry. */
function sizeLine({ images, stages }: BuildSummary): readonly string[] {
  const target = stages.find((stage) => stage.target);
  if (images.length !== 1 || !target || stages.length < 2) return [];
  const total = stages.reduce((sum, { size }) => sum + size, 0);
  if (total <= 0) return [];
  const left = Math.round((1 - target.size / total) * 100);
  return [`its ${stages.length} stages together ${formatSize(total)}, ${left} % left behind`];
}

function timeLine({ result, duration }: ResultDescription): string {
  const { total, cached } = result.summary.steps;
  const time = `built in ${formatDuration(duration)}`;
  if (total === 0) return time;
  const share = Math.round((cached / total) * 100);
  const steps = total === 1 ? 'step' : 'steps';
  return `${time}, ${cached} of ${total} ${steps} from the cache (${share} %)`;
}

function slowestLine({ slowest }: BuildSummary): readonly string[] {
  const notable = slowest.filter(({ milliseconds }) => milliseconds >= notableTime);
  if (notable.length === 0) return [];
  const texts = notable
    .slice(0, shownSteps)
    .map(({ name, milliseconds }) => `${short(name)} ${formatDuration(milliseconds)}`);
  return [`slowest: ${texts.join(', ')}`];
}

function short(name: string): string {
  const text = printable(instructionOf(name));
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function nextLine({ result, request, shorten, paint }: ResultDescription): readonly string[] {
  if (!result.image || !request.outputs.some(({ type }) => type === 'image')) return [];
  const tag = request.tags[0];
  const name = tag === undefined ? result.image.digest.slice(7, 19) : shorten(tag);
  const isPushed = request.outputs.some(({ attributes }) => attributes.push === 'true');
  const commands = [`slipway run ${name}`];
  if (tag !== undefined && !isPushed) commands.push(`slipway push ${name}`);
  return [paint('dim', `next: ${commands.join('   or   ')}`)];
}
