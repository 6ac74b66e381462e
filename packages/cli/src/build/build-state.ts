import type { BuildEvent } from '@slipway/builder';
import { StepLog } from './step-log.ts';

export type StepStatus = 'waiting' | 'running' | 'cached' | 'done' | 'failed' | 'canceled';

/** Something under way with a measure: a download, an export. */
export interface Measure {
  readonly id: string;
  readonly current: number;
  readonly total: number | undefined;
  readonly done: boolean;
  readonly startedAt: number;
  readonly at: number;
}

/** One step as it stands. */
export interface StepState {
  readonly id: number;
  /** `[build 3/5] RUN npm ci`. */
  readonly name: string;
  /** The stage and, where there are several, the platform. */
  readonly group: string;
  status: StepStatus;
  startedAt: number | undefined;
  endedAt: number | undefined;
  /** Why it failed. */
  message: string | undefined;
  readonly log: StepLog;
  readonly measures: Map<string, Measure>;
}

/** The steps of one stage, in the order of the plan. */
export interface StepGroup {
  readonly name: string;
  readonly steps: readonly StepState[];
}

/** What a build's events add up to. */
export class BuildState {
  readonly #steps = new Map<number, StepState>();
  #groups: readonly StepGroup[] = [];
  /** Measures of no step: of the build itself. */
  readonly measures = new Map<string, Measure>();
  dockerfile: { readonly fileName: string; readonly lines: readonly string[] } | undefined;
  warnings: readonly string[] = [];

  get groups(): readonly StepGroup[] {
    return this.#groups;
  }

  get steps(): readonly StepState[] {
    return [...this.#steps.values()];
  }

  step(id: number): StepState | undefined {
    return this.#steps.get(id);
  }

  take(event: BuildEvent): void {
    switch (event.type) {
      case 'dockerfile':
        this.dockerfile = event;
        return;
      case 'planned':
        this.#plan(event);
        return;
      case 'progress':
        this.#measure(event);
        return;
      default: {
        const step = this.#steps.get(event.vertex);
        if (step) change(step, event);
      }
    }
  }

  #plan({ vertices, warnings }: BuildEvent & { readonly type: 'planned' }): void {
    this.warnings = warnings;
    const several = new Set(vertices.map((each) => each.platform)).size > 1;
    const groups = new Map<string, StepState[]>();
    for (const { id, name, stage, platform } of vertices) {
      const label = stage !== undefined && /^\d+$/.test(stage) ? `stage-${stage}` : stage;
      const group = label === undefined ? '' : several ? `${label} ${platform}` : label;
      const step: StepState = {
        id,
        name,
        group,
        status: 'waiting',
        startedAt: undefined,
        endedAt: undefined,
        message: undefined,
        log: new StepLog(),
        measures: new Map(),
      };
      this.#steps.set(id, step);
      groups.set(group, [...(groups.get(group) ?? []), step]);
    }
    this.#groups = [...groups].map(([name, steps]) => ({ name, steps }));
  }

  #measure(event: BuildEvent & { readonly type: 'progress' }): void {
    const measures =
      event.vertex === undefined ? this.measures : this.#steps.get(event.vertex)?.measures;
    measures?.set(event.id, {
      id: event.id,
      current: event.current,
      total: event.total,
      done: event.done,
      startedAt: measures.get(event.id)?.startedAt ?? event.at,
      at: event.at,
    });
  }
}

type StepEvent = Exclude<BuildEvent, { readonly type: 'planned' | 'dockerfile' | 'progress' }>;

function change(step: StepState, event: StepEvent): void {
  switch (event.type) {
    case 'started':
      step.status = 'running';
      step.startedAt = event.at;
      return;
    case 'log':
      step.log.push(event.stream, event.data);
      return;
    case 'completed':
      step.status = event.cached ? 'cached' : 'done';
      break;
    case 'failed':
      step.status = 'failed';
      step.message = event.message;
      break;
    case 'canceled':
      step.status = 'canceled';
      break;
  }
  step.endedAt = event.at;
}

/** Milliseconds that a step has taken so far. */
export function stepTime(step: StepState, now: number): number {
  if (step.startedAt === undefined) return 0;
  return Math.max(0, (step.endedAt ?? now) - step.startedAt);
}

/** A step's name without the stage and count before it: `RUN npm ci`. */
export function instructionOf(name: string): string {
  return name.replace(/^\[[^\]]*\]\s*/, '');
}

/** `3/5` of `[build 3/5] RUN npm ci`; empty where the name has none. */
export function positionOf(name: string): string {
  return /^\[[^\]]*?(\d+\/\d+)\]/.exec(name)?.[1] ?? '';
}
