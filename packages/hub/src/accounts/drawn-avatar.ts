import { createHash } from 'node:crypto';

const cells = 5;

/** The avatar of a name: a pattern of its own, symmetrical, as SVG; the same for ever. */
export function drawnAvatar(name: string): string {
  const digest = createHash('sha256').update(name).digest();
  const hue = Math.round(((digest[0] ?? 0) / 256) * 360);
  const squares: string[] = [];
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < 3; column++) {
      const isFilled = ((digest[1 + row * 3 + column] ?? 0) & 1) === 1;
      if (!isFilled) continue;
      squares.push(square(column, row));
      if (column < 2) squares.push(square(cells - 1 - column, row));
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 7 7" width="280" height="280" shape-rendering="crispEdges"><rect width="7" height="7" fill="hsl(${hue} 45% 92%)"/><g fill="hsl(${hue} 55% 42%)">${squares.join('')}</g></svg>`;
}

function square(column: number, row: number): string {
  return `<rect x="${column + 1}" y="${row + 1}" width="1" height="1"/>`;
}
