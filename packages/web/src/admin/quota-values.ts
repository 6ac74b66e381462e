const unit = 1024 ** 3;

/** What a field for a limit holds: nothing for none. */
export function quotaText(limit: number | null, kind: 'bytes' | 'count'): string {
  if (limit === null) return '';
  return kind === 'count' ? String(limit) : String(Math.round((limit / unit) * 1000) / 1000);
}

/** The limit that a field's text means: none where it is empty, undefined where it is no number. */
export function quotaLimit(text: string, kind: 'bytes' | 'count'): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (!/^\d+(?:\.\d+)?$/.test(trimmed)) return undefined;
  const value = kind === 'count' ? Number(trimmed) : Math.round(Number(trimmed) * unit);
  return Number.isSafeInteger(value) ? value : undefined;
}
