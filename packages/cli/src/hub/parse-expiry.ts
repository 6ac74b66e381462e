import { usageError } from '../cli-error.ts';

const hour = 3_600_000;
const units: Readonly<Record<string, number>> = {
  h: hour,
  d: 24 * hour,
  w: 7 * 24 * hour,
};

/**
 * When a token ends, as RFC 3339 in UTC: a time from `now` (`12h`, `30d`, `8w`), a date (its
 * beginning in UTC) or a date with a time. Throws a usage error for anything else and for the past.
 */
export function parseExpiry(text: string, now: Date): string {
  const span = spanOf(text);
  const time = span === undefined ? dateOf(text) : now.getTime() + span;
  const date = dateAt(time, text, 'a time from now');
  if (time <= now.getTime()) throw usageError(`"${text}" is in the past`);
  return date.toISOString();
}

/** The same for what has been: `12h` is twelve hours ago, and any date is taken. */
export function parsePast(text: string, now: Date): string {
  const span = spanOf(text);
  const time = span === undefined ? dateOf(text) : now.getTime() - span;
  return dateAt(time, text, 'how long ago').toISOString();
}

function dateAt(time: number, text: string, span: string): Date {
  const date = new Date(time);
  if (!Number.isNaN(date.getTime())) return date;
  throw usageError(`"${text}" is no time`, `Write a date (2027-01-31) or ${span} (12h, 30d, 8w)`);
}

/** Milliseconds of `12h`, `30d` or `8w`. */
function spanOf(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,6})([hdw])$/.exec(text) ?? [];
  return unit === undefined ? undefined : Number(amount) * (units[unit] ?? 0);
}

function dateOf(text: string): number {
  return /^\d{4}-\d{2}-\d{2}(T.*)?$/.test(text) ? Date.parse(text) : Number.NaN;
}
