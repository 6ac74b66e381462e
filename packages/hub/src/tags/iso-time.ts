/** Unix milliseconds as the API writes times. */
export function isoTime(at: number): string {
  return new Date(Number(at)).toISOString();
}

/** The same, of what may never have been. */
export function isoTimeOrNull(at: number | null | undefined): string | null {
  return at === null || at === undefined || Number(at) === 0 ? null : isoTime(at);
}
