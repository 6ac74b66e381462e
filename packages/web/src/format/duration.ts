/** A duration in nanoseconds, as image configs have them: `30s`, `1m30s`. */
export function formatDuration(nanoseconds: number): string {
  const milliseconds = nanoseconds / 1e6;
  if (milliseconds < 1000) return `${Math.round(milliseconds)}ms`;
  const seconds = Math.round(milliseconds / 1000);
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'm'],
    [seconds % 60, 's'],
  ] as const;
  return parts.map(([value, unit]) => (value > 0 ? `${value}${unit}` : '')).join('');
}
