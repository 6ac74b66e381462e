const units: readonly [seconds: number, name: string][] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
];

/** A span of seconds as people say it: `hour`, `5 minutes`, `30 seconds`. */
export function spanWords(seconds: number): string {
  for (const [length, name] of units) {
    if (seconds >= length && seconds % length === 0) {
      const count = seconds / length;
      return count === 1 ? name : `${count.toLocaleString('en')} ${name}s`;
    }
  }
  return seconds === 1 ? 'second' : `${seconds.toLocaleString('en')} seconds`;
}
