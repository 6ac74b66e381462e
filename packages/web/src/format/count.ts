/** A count that fits a small place: 1234 is `1.2k`. */
export function formatCount(count: number): string {
  if (count < 1000) return String(count);
  const [value, unit] =
    count < 999_500
      ? [count / 1000, 'k']
      : count < 999_500_000
        ? [count / 1e6, 'M']
        : [count / 1e9, 'B'];
  return `${value < 9.95 ? Number(value.toFixed(1)) : Math.round(value)}${unit}`;
}

/** `1 tag`, `2 tags`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
