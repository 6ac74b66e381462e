const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A size as Docker's clients write it: decimal units, three digits at most. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes;
  let unit = 0;
  // 999.9 kB would be written as 1000 kB.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return `${Number(value.toFixed(digits))} ${units[unit]}`;
}

/** A difference of sizes, with its sign. */
export function formatBytesChange(bytes: number): string {
  if (bytes === 0) return 'no change';
  return `${bytes > 0 ? '+' : '−'}${formatBytes(Math.abs(bytes))}`;
}
