import type { ChangeEvent } from '@slipway/api';
import type { Change, ChangeFeed } from './change-feed.ts';

/** One open stream, before it is read. */
export interface EventStreamOptions {
  readonly feed: ChangeFeed;
  /** Whether the reader wants to know of it. */
  wants(change: Change): boolean;
  /** Whether the reader may still know: asked each second. */
  mayStay(): Promise<boolean>;
  /** What the reader missed before it came again, the oldest first; asked when new ones are listened for. */
  missed(): Promise<readonly Change[]>;
  /** Ends the stream. */
  readonly signal: AbortSignal;
}

/** Times in milliseconds. */
const checkedEvery = 1000;
const heartbeatEvery = 15_000;
/** A stream ends by itself after so long: browsers come again, with what they are signed in by then. */
const longest = 10 * 60_000;
const reconnectAfter = 2000;
/** A reader who lets more than this wait is cut off; it comes again and reads what it missed. */
const mostWaiting = 500;

/**
 * Changes as server-sent events (HTML standard, section 9.2), for as long as the reader may see them.
 * What is not read yet waits here, up to a bound.
 */
export async function* eventStream(options: EventStreamOptions): AsyncGenerator<string, void> {
  const { feed, signal } = options;
  const waiting: Change[] = [];
  let wake = () => {};
  const leave = await feed.listen((change) => {
    if (!options.wants(change)) return;
    waiting.push(change);
    wake();
  });
  const stop = () => wake();
  signal.addEventListener('abort', stop);
  try {
    const endsAt = performance.now() + longest;
    let saidAt = performance.now();
    yield `retry: ${reconnectAfter}\n: changes follow\n\n`;
    const missed = await options.missed();
    const told = new Set(missed.map(({ id }) => id));
    for (const change of missed) yield eventText(change);
    while (!signal.aborted && performance.now() < endsAt && waiting.length <= mostWaiting) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, checkedEvery);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        if (waiting.length > 0 || signal.aborted) wake();
      });
      if (signal.aborted || !(await options.mayStay())) return;
      const fresh = waiting.splice(0).filter(({ id }) => !told.has(id));
      const text = fresh.map(eventText).join('');
      if (text === '' && performance.now() - saidAt < heartbeatEvery) continue;
      saidAt = performance.now();
      // A comment, so that proxies and dead connections are found out.
      yield text === '' ? ': still here\n\n' : text;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    leave();
  }
}

/** JSON has no line breaks of its own, so one `data` line holds it. */
export function eventText(change: Change): string {
  return `event: change\nid: ${change.id}\ndata: ${JSON.stringify(shown(change))}\n\n`;
}

function shown({ action, name, data, at }: Change): ChangeEvent {
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  return {
    action,
    name,
    tag: text(data.tag),
    digest: text(data.digest),
    at: new Date(at).toISOString(),
  };
}
