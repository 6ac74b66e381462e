/** A step's time as BuildKit writes it: `3.1s`. */
export function formatSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)}s`;
}

/** When a line was written, from its step's start, in four digits: `0.512`, `10.23`, `123.4`. */
export function formatOffset(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  const digits = seconds < 10 ? 3 : seconds < 100 ? 2 : 1;
  return seconds.toFixed(digits);
}

/** A length of time as people read it: `0.3 s`, `1 min 05 s`. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  const rest = String(whole % 60).padStart(2, '0');
  if (minutes < 60) return `${minutes} min ${rest} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
