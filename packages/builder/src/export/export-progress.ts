import type { BuildEventListener } from '../events/build-event.ts';

/** Says how one part of an export goes on. */
export interface ExportPart {
  update(current: number): void;
  done(): void;
}

/** Begins a part of the export: `exporting layers`, `pushing layers`; `total` where it has a measure. */
export function beginPart(onEvent: BuildEventListener, id: string, total?: number): ExportPart {
  let last = 0;
  const say = (current: number, done: boolean): void => {
    last = current;
    const measure = total === undefined ? {} : { total };
    onEvent({ type: 'progress', vertex: undefined, at: Date.now(), id, current, ...measure, done });
  };
  say(0, false);
  return {
    update: (current) => say(current, false),
    done: () => say(total ?? last, true),
  };
}
