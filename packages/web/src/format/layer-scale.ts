/**
 * Widths, in percent, that draw sizes to scale and still let the smallest be seen: each gets at least
 * `least`, and the rest share what is left by size. The widths add up to 100.
 */
export function layerWidths(sizes: readonly number[], least = 0.8): number[] {
  if (sizes.length === 0) return [];
  const floor = Math.min(least, 100 / sizes.length);
  const widths = sizes.map(() => floor);
  let free = new Set(sizes.keys());
  // Raising the small ones takes from the others, which may make more of them small.
  for (;;) {
    const room = 100 - floor * (sizes.length - free.size);
    const total = [...free].reduce((sum, index) => sum + (sizes[index] ?? 0), 0);
    if (total === 0) return spread(widths, sizes.length);
    const wide = [...free].filter((index) => ((sizes[index] ?? 0) / total) * room >= floor);
    if (wide.length === free.size) {
      for (const index of free) widths[index] = ((sizes[index] ?? 0) / total) * room;
      return widths;
    }
    free = new Set(wide);
  }
}

/** Where nothing has a size, all are alike. */
function spread(widths: readonly number[], count: number): number[] {
  return widths.map(() => 100 / count);
}
