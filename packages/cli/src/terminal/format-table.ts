/**
 * Rows under a head, columns two spaces apart and as wide as their longest cell. Ends with a line
 * feed. Cells' control characters are replaced: they come from servers.
 */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const clean = [head, ...rows].map((row) => row.map(printable));
  const widths = head.map((_, column) => Math.max(...clean.map((row) => row[column]?.length ?? 0)));
  const lines = clean.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** The text without control characters, which could move a terminal's cursor. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}
