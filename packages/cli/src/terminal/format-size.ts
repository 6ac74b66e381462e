const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes as people read them, in powers of 1000: `12.3 MB`. At most 8 characters. */
export function formatSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // 999.95 would be rounded up to four digits.
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
