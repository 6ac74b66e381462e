import type { BuildEvent } from '@slipway/builder';
import type { Output } from '../context.ts';
import { fitToWidth } from '../terminal/display-width.ts';
import { printable } from '../terminal/format-table.ts';
import { LiveRegion } from '../terminal/live-region.ts';
import type { BuildDisplay } from './build-display.ts';
import { buildFrame, groupTime, isEnded, mark, statusOf } from './build-frame.ts';
import { type BuildState, type StepGroup, type StepState, stepTime } from './build-state.ts';
import { formatSeconds } from './format-time.ts';
import { type Paint, painter } from './paint.ts';

/** Milliseconds between two frames: times tick, and a burst of events makes one of them. */
const frameInterval = 100;

/** The live view of a build on a terminal; at its end a list of what was done stays. */
export class TerminalDisplay implements BuildDisplay {
  readonly #output: Output;
  readonly #color: boolean;
  readonly #region: LiveRegion;
  readonly #state: BuildState;
  readonly #startedAt = Date.now();
  readonly #timer: NodeJS.Timeout;
  #finished = false;
  readonly #redraw = (): void => this.#draw();

  constructor(output: Output, state: BuildState, { color }: { readonly color: boolean }) {
    this.#state = state;
    this.#output = output;
    this.#color = color;
    this.#region = new LiveRegion(output);
    output.on?.('resize', this.#redraw);
    this.#timer = setInterval(this.#redraw, frameInterval);
  }

  /** The next frame shows it. */
  take(_event: BuildEvent): void {}

  finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    clearInterval(this.#timer);
    this.#output.off?.('resize', this.#redraw);
    this.#region.close();
    const { columns = 80 } = this.#output;
    const lines = finalList(this.#state, { columns, color: this.#color });
    this.#output.write(lines.map((line) => `${line}\n`).join(''));
  }

  #draw(): void {
    const { columns = 80, rows = 24 } = this.#output;
    const frame = buildFrame(this.#state, {
      columns,
      rows,
      color: this.#color,
      now: Date.now(),
      startedAt: this.#startedAt,
    });
    this.#region.draw(frame);
  }
}

/** What stays of the live view: each step that was worked on; of a stage from the cache one line. */
export function finalList(
  state: BuildState,
  { columns, color }: { readonly columns: number; readonly color: boolean },
): readonly string[] {
  const paint = painter(color);
  const width = Math.max(20, columns - 1);
  return state.groups.flatMap((group) => groupLines(group, { width, paint }));
}

interface ListStyle {
  readonly width: number;
  readonly paint: Paint;
}

function groupLines(group: StepGroup, style: ListStyle): readonly string[] {
  const ended = group.steps.filter(({ status }) => isEnded(status));
  const cached = ended.filter(({ status }) => status === 'cached');
  if (statusOf(group) === 'cached' && cached.length > 1) {
    const name = group.name === '' ? '' : `[${group.name}] `;
    const time = groupTime(group, 0);
    return [line('cached', { text: `${name}${cached.length} steps`, time, style })];
  }
  return ended.map((step) => stepLine(step, style));
}

function stepLine(step: StepState, style: ListStyle): string {
  return line(step.status, { text: step.name, time: stepTime(step, step.endedAt ?? 0), style });
}

function line(
  status: StepState['status'],
  {
    text,
    time,
    style,
  }: { readonly text: string; readonly time: number; readonly style: ListStyle },
): string {
  const { width, paint } = style;
  const words: Partial<Record<StepState['status'], string>> = {
    cached: 'CACHED ',
    failed: 'FAILED ',
    canceled: 'CANCELED ',
  };
  const word = words[status] ?? '';
  const right = formatSeconds(time).padStart(7);
  const room = width - 2 - word.length - right.length - 1;
  const body = fitToWidth(printable(text), room);
  const color = status === 'cached' ? 'cyan' : 'red';
  return `${mark(status, paint)} ${paint(color, word)}${body} ${right}`;
}
