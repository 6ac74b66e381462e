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
  const [, amount, unit] = /^(\d{1,6})([hdw])$/.exec(text) ?? [];
  const time =
    amount !== undefined && unit !== undefined
      ? now.getTime() + Number(amount) * (units[unit] ?? 0)
      : dateOf(text);
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) {
    throw usageError(
      `"${text}" is no time`,
      'Write a date (2027-01-31) or a time from now (12h, 30d, 8w)',
    );
  }
  if (time <= now.getTime()) throw usageError(`"${text}" is in the past`);
  return date.toISOString();
}

function dateOf(text: string): number {
  return /^\d{4}-\d{2}-\d{2}(T.*)?$/.test(text) ? Date.parse(text) : Number.NaN;
}
