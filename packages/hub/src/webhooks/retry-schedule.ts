import { backoff } from '../jobs/backoff.ts';

/** Deliveries are tried for so long, in milliseconds. */
export const retriedFor = 24 * 3_600_000;

/** No two tries are further apart than this, unless the receiver asks for it. */
const longestWait = 2 * 3_600_000;
const firstWait = 10_000;

/**
 * When a delivery that failed is tried again, or undefined where its day is over. The receiver's
 * Retry-After is honoured where it is later than our own turn, up to the end of the day.
 */
export function nextTry(
  { createdAt, attempts }: { readonly createdAt: number; readonly attempts: number },
  {
    now,
    retryAt,
    random,
  }: {
    readonly now: number;
    readonly retryAt?: number | undefined;
    readonly random?: () => number;
  },
): number | undefined {
  const end = createdAt + retriedFor;
  if (now >= end) return undefined;
  const own =
    now +
    backoff(attempts, { first: firstWait, longest: longestWait, ...(random ? { random } : {}) });
  // The last try is at the day's end, so that a receiver who comes back late still gets it.
  return Math.min(Math.max(own, retryAt ?? 0), end);
}

/** RFC 9110 section 10.2.3: seconds, or a date; undefined for anything else. Unix milliseconds. */
export function retryAfterTime(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return now + Number(text) * 1000;
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
