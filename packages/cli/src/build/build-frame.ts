import { clipToWidth, displayWidth, fitToWidth } from '../terminal/display-width.ts';
import { formatSize } from '../terminal/format-size.ts';
import { printable } from '../terminal/format-table.ts';
import {
  type BuildState,
  instructionOf,
  type Measure,
  positionOf,
  type StepGroup,
  type StepState,
  stepTime,
} from './build-state.ts';
import { formatSeconds } from './format-time.ts';
import { type Paint, painter } from './paint.ts';

/** The terminal that a frame is drawn for, and when. */
export interface FrameOptions {
  readonly columns: number;
  readonly rows: number;
  readonly color: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly startedAt: number;
}

/** Output lines shown of a running step, where there is room. */
const mostTailLines = 6;
/** From this width on stages stand in two columns. */
const twoColumnsFrom = 150;
/** Between two columns. */
const gutter = ' │ ';

interface Drawing {
  readonly width: number;
  readonly now: number;
  readonly paint: Paint;
  readonly nameWidth: number;
  readonly tailLines: number;
}

/**
 * The lines of one frame of the live view: a head, then a block for each stage. No line is wider than
 * the terminal and there are fewer than it has rows, so that the next frame can be drawn over it.
 */
export function buildFrame(state: BuildState, options: FrameOptions): readonly string[] {
  const paint = painter(options.color);
  const width = Math.max(1, options.columns - 1);
  const room = Math.max(0, options.rows - 2);
  const head = paint('bold', clipToWidth(headline(state, options), width));
  return [head, ...fit(state, { options, width, paint, room })];
}

function headline(state: BuildState, { now, startedAt }: FrameOptions): string {
  const { steps } = state;
  const ended = steps.filter(({ status }) => isEnded(status)).length;
  const cached = steps.filter(({ status }) => status === 'cached').length;
  const count = steps.length === 0 ? '' : `  ${ended}/${steps.length} steps`;
  const hits = cached === 0 ? '' : `  ${cached} CACHED`;
  return `Building ${formatSeconds(now - startedAt)}${count}${hits}`;
}

interface FitOptions {
  readonly options: FrameOptions;
  readonly width: number;
  readonly paint: Paint;
  readonly room: number;
}

/** The fullest drawing that has room: first output goes, then stages that wait or are done. */
function fit(state: BuildState, { options, width, paint, room }: FitOptions): readonly string[] {
  const twoColumns = options.columns >= twoColumnsFrom && state.groups.length > 1;
  const column = twoColumns ? Math.floor((width - gutter.length) / 2) : width;
  const nameWidth = Math.min(
    Math.max(8, ...state.groups.map(({ name }) => displayWidth(labelOf(name)))),
    Math.max(8, Math.floor(column / 4)),
  );
  const drawing = { width: column, now: options.now, paint, nameWidth };
  const own = [...state.measures.values()].filter(({ done }) => !done);
  const ownLines = own.map((each) => measureLine(each, { ...drawing, width, tailLines: 0 }));
  let blocks: readonly (readonly string[])[] = [];
  for (let tailLines = mostTailLines; tailLines >= 0; tailLines -= 1) {
    blocks = state.groups.map((group) => groupBlock(group, { ...drawing, tailLines }));
    const lines = [...arrange(blocks, { twoColumns, column }), ...ownLines];
    if (lines.length <= room) return lines;
  }
  const lines = [...folded(state.groups, { ...drawing, tailLines: 0 }), ...ownLines];
  if (lines.length <= room) return lines;
  const hidden = lines.length - room + 1;
  const more = paint('dim', clipToWidth(`… ${hidden} more lines`, column));
  return room === 0 ? [] : [...lines.slice(0, room - 1), more];
}

function arrange(
  blocks: readonly (readonly string[])[],
  { twoColumns, column }: { readonly twoColumns: boolean; readonly column: number },
): readonly string[] {
  if (!twoColumns) return blocks.flat();
  const half = Math.ceil(blocks.flat().length / 2);
  const left: string[] = [];
  const right: string[] = [];
  for (const block of blocks) {
    // Once a block has gone to the right all later ones do: the order stays readable.
    const goesLeft =
      right.length === 0 && (left.length === 0 || left.length + block.length <= half);
    (goesLeft ? left : right).push(...block);
  }
  if (right.length === 0) return left;
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const first = left[index] ?? ' '.repeat(column);
    return `${first}${gutter}${right[index] ?? ''}`;
  });
}

/** Without the stages where nothing happens but their number. */
function folded(groups: readonly StepGroup[], drawing: Drawing): readonly string[] {
  const running = groups.filter((group) => statusOf(group) === 'running');
  const rest = groups.length - running.length;
  const done = groups.filter((group) => isEnded(statusOf(group))).length;
  const note = `  ${done} stages done, ${rest - done} waiting`;
  return [
    ...running.flatMap((group) => groupBlock(group, drawing)),
    ...(rest > 0 ? [drawing.paint('dim', fitToWidth(note, drawing.width))] : []),
  ];
}

function groupBlock(group: StepGroup, drawing: Drawing): readonly string[] {
  const running = group.steps.filter(({ status }) => status === 'running');
  const [only] = running;
  if (running.length === 1 && only) {
    return [groupLine(group, only, drawing), ...details(only, drawing)];
  }
  return [
    groupLine(group, undefined, drawing),
    ...running.flatMap((step) => [stepLine(step, drawing), ...details(step, drawing)]),
  ];
}

function groupLine(group: StepGroup, step: StepState | undefined, drawing: Drawing): string {
  const status = statusOf(group);
  const ended = group.steps.filter((each) => isEnded(each.status)).length;
  const count = step ? positionOf(step.name) : `${ended}/${group.steps.length}`;
  const text = step ? instructionOf(step.name) : groupNote(group, status);
  const time = status === 'waiting' ? '' : formatSeconds(groupTime(group, drawing.now));
  const { paint, nameWidth, width } = drawing;
  const name = fitToWidth(labelOf(group.name), nameWidth);
  const right = time.padStart(7);
  const room = width - 2 - nameWidth - 1 - 6 - right.length - 1;
  if (room < 1) return fitToWidth(`${name} ${count}`, width);
  const body = fitToWidth(printable(text), room);
  const line = `${name} ${count.padEnd(5)} ${text === 'CACHED' ? paint('cyan', body) : body} ${right}`;
  return `${mark(status, paint)} ${status === 'waiting' ? paint('dim', line) : line}`;
}

function groupNote(group: StepGroup, status: StepState['status']): string {
  if (status === 'failed') return 'FAILED';
  if (status === 'canceled') return 'CANCELED';
  const cached = group.steps.filter((step) => step.status === 'cached').length;
  if (cached === 0) return '';
  return cached === group.steps.length ? 'CACHED' : `${cached} CACHED`;
}

function stepLine(step: StepState, { width, now }: Drawing): string {
  const right = formatSeconds(stepTime(step, now)).padStart(7);
  const text = `    ${positionOf(step.name).padEnd(5)} ${printable(instructionOf(step.name))}`;
  if (width < right.length + 8) return fitToWidth(text, width);
  return `${fitToWidth(text, width - right.length - 1)} ${right}`;
}

function details(step: StepState, drawing: Drawing): readonly string[] {
  const measures = [...step.measures.values()].filter(({ done }) => !done);
  const { paint, width, tailLines } = drawing;
  const tail = tailLines > 0 ? step.log.tail(tailLines) : [];
  return [
    ...measures.map((each) => measureLine(each, drawing)),
    ...tail.map((line) => paint('dim', fitToWidth(`    │ ${line}`, width))),
  ];
}

function measureLine({ id, current, total }: Measure, { width, paint }: Drawing): string {
  const amount =
    total === undefined ? formatSize(current) : `${formatSize(current)}/${formatSize(total)}`;
  const right = current === 0 && total === undefined ? '' : amount.padStart(17);
  const label = `    ${clipToWidth(printable(shortId(id)), Math.max(8, Math.floor(width / 2)))}`;
  const room = width - displayWidth(label) - right.length - 4;
  if (room < 5 || total === undefined) {
    return fitToWidth(`${fitToWidth(label, Math.max(1, width - right.length))}${right}`, width);
  }
  const filled = total > 0 ? Math.floor(Math.min(1, current / total) * room) : room;
  const bar = `[${paint('green', '='.repeat(filled))}${' '.repeat(room - filled)}]`;
  return `${label} ${bar} ${right}`;
}

/** Digests are shown by their first twelve digits. */
function shortId(id: string): string {
  return id.replace(/\b(?:sha256|sha512):([0-9a-f]{12})[0-9a-f]*/g, '$1');
}

function labelOf(group: string): string {
  return printable(group === '' ? 'context' : group);
}

/** The status of a stage as a whole. */
export function statusOf({ steps }: StepGroup): StepState['status'] {
  const has = (status: StepState['status']) => steps.some((step) => step.status === status);
  if (has('failed')) return 'failed';
  if (has('running')) return 'running';
  if (has('canceled')) return 'canceled';
  if (steps.every(({ status }) => status === 'cached')) return 'cached';
  if (steps.every(({ status }) => isEnded(status))) return 'done';
  return steps.every(({ status }) => status === 'waiting') ? 'waiting' : 'running';
}

/** Whether nothing more will happen to a step. */
export function isEnded(status: StepState['status']): boolean {
  return status !== 'waiting' && status !== 'running';
}

/** From the start of a stage's first step to the end of its last. */
export function groupTime({ steps }: StepGroup, now: number): number {
  const starts = steps.flatMap(({ startedAt }) => (startedAt === undefined ? [] : [startedAt]));
  if (starts.length === 0) return 0;
  const running = steps.some(({ status }) => status === 'running');
  const end = running ? now : Math.max(...steps.map(({ endedAt }) => endedAt ?? 0));
  return Math.max(0, end - Math.min(...starts));
}

/** The sign of a status, in its colour. */
export function mark(status: StepState['status'], paint: Paint): string {
  switch (status) {
    case 'waiting':
      return paint('dim', '·');
    case 'running':
      return paint('cyan', '▸');
    case 'failed':
      return paint('red', '✘');
    case 'canceled':
      return paint('red', '-');
    default:
      return paint('green', '✔');
  }
}
