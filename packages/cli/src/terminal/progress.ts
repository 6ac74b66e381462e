import type { CopyProgress } from '@slipway/remote';
import type { Context, Output } from '../context.ts';
import { formatSize } from './format-size.ts';
import { LiveRegion } from './live-region.ts';
import { isFinal, progressFrame, shortDigest } from './progress-frame.ts';

/** Shows how a copy goes on. */
export interface Progress {
  update(progress: CopyProgress): void;
  /** Ends the display; nothing of a moving one stays. Idempotent. */
  finish(): void;
  /** Blobs and manifests heard of, and those of them that are at the target. */
  counts(): { readonly known: number; readonly finished: number };
}

/**
 * Bars where standard error is a terminal, plain lines elsewhere and in CI, nothing when quiet.
 * Standard output stays for the result.
 */
export function createProgress(context: Context, options: { readonly quiet: boolean }): Progress {
  const { environment, stderr } = context;
  const items = new Items();
  if (options.quiet)
    return { update: (each) => items.take(each), finish: noop, counts: items.counts };
  const moves = stderr.isTTY === true && environment.TERM !== 'dumb' && !environment.CI;
  return moves ? new Bars(items, stderr, !environment.NO_COLOR) : new Lines(items, stderr);
}

function noop(): void {}

class Items {
  readonly #byDigest = new Map<string, CopyProgress>();

  take(progress: CopyProgress): void {
    this.#byDigest.set(progress.descriptor.digest, progress);
  }

  all(): readonly CopyProgress[] {
    return [...this.#byDigest.values()];
  }

  readonly counts = (): { known: number; finished: number } => {
    const all = this.all();
    return { known: all.length, finished: all.filter(isFinal).length };
  };
}

/** Milliseconds between two lines about the same blob. */
const lineInterval = 10_000;

class Lines implements Progress {
  readonly counts: Progress['counts'];
  readonly #items: Items;
  readonly #output: Output;
  readonly #spoken = new Map<string, number>();

  constructor(items: Items, output: Output) {
    this.#items = items;
    this.#output = output;
    this.counts = items.counts;
  }

  update(progress: CopyProgress): void {
    this.#items.take(progress);
    const { digest, size } = progress.descriptor;
    const now = Date.now();
    const last = this.#spoken.get(digest);
    if (isFinal(progress)) {
      this.#say(`${shortDigest(digest)} ${progress.phase} ${formatSize(size)}`);
    } else if (last === undefined) {
      this.#spoken.set(digest, now);
    } else if (now - last >= lineInterval) {
      this.#spoken.set(digest, now);
      this.#say(
        `${shortDigest(digest)} ${progress.phase} ${formatSize(progress.bytes)} of ${formatSize(size)}`,
      );
    }
  }

  finish(): void {}

  #say(text: string): void {
    this.#output.write(`${text}\n`);
  }
}

/** Milliseconds between two frames. */
const frameInterval = 80;

class Bars implements Progress {
  readonly counts: Progress['counts'];
  readonly #items: Items;
  readonly #output: Output;
  readonly #color: boolean;
  readonly #region: LiveRegion;
  #timer: NodeJS.Timeout | undefined;
  #finished = false;
  readonly #redraw = (): void => this.#draw();

  constructor(items: Items, output: Output, color: boolean) {
    this.#items = items;
    this.#output = output;
    this.#color = color;
    this.counts = items.counts;
    this.#region = new LiveRegion(output);
    output.on?.('resize', this.#redraw);
  }

  update(progress: CopyProgress): void {
    this.#items.take(progress);
    if (this.#finished) return;
    this.#timer ??= setTimeout(this.#redraw, frameInterval);
  }

  finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    clearTimeout(this.#timer);
    this.#output.off?.('resize', this.#redraw);
    this.#region.close();
  }

  #draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { columns = 80, rows = 24 } = this.#output;
    this.#region.draw(progressFrame(this.#items.all(), { columns, rows, color: this.#color }));
  }
}
