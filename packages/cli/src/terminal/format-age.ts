const units: readonly (readonly [name: string, seconds: number, below: number])[] = [
  ['second', 1, 60],
  ['minute', 60, 60],
  ['hour', 3600, 48],
  ['day', 86_400, 14],
  ['week', 7 * 86_400, 9],
  ['month', 30 * 86_400, 24],
  ['year', 365 * 86_400, Number.POSITIVE_INFINITY],
];

/** How long ago something was, as `docker images` says it: `3 days ago`. */
export function formatAge(time: Date | undefined, now: Date): string {
  if (!time) return 'N/A';
  const seconds = Math.max(0, Math.floor((now.getTime() - time.getTime()) / 1000));
  if (seconds < 1) return 'Less than a second ago';
  for (const [name, length, below] of units) {
    const count = Math.floor(seconds / length);
    if (count < below) return `${many(count, name)} ago`;
  }
  return 'long ago';
}

function many(count: number, unit: string): string {
  if (count !== 1) return `${count} ${unit}s`;
  if (unit === 'second') return '1 second';
  return unit === 'hour' ? 'About an hour' : unit === 'minute' ? 'About a minute' : `1 ${unit}`;
}
