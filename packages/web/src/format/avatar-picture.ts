/** Backgrounds with white letters on them: each has a contrast above 4.5 to 1. */
const colors = [
  '#0b6170',
  '#84450d',
  '#3f5aa8',
  '#6b3f8c',
  '#2f6b3a',
  '#8c2f4b',
  '#4a5568',
  '#7a5200',
] as const;

/** A number that a name always gives. FNV-1a, 32 bits. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) {
    hash ^= name.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** Two letters of a name; of a repository's, those of the repository. */
function lettersOf(name: string): string {
  const last = name.split('/').at(-1) ?? name;
  return (
    last
      .replaceAll(/[^a-z0-9]/gi, '')
      .slice(0, 2)
      .toUpperCase() || '?'
  );
}

/** A picture for a name, as an address: letters over a ramp. Always the same for the same name. */
export function avatarPicture(name: string): string {
  const hash = hashOf(name);
  const tilt = ((hash >>> 8) % 5) - 2;
  const svg = [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">',
    `<rect width="40" height="40" fill="${colors[hash % colors.length]}"/>`,
    `<path d="M-4 ${34 + tilt} 44 ${28 - tilt} 44 44-4 44Z" fill="#fff" opacity=".16"/>`,
    '<text x="20" y="21" fill="#fff" font-family="system-ui, sans-serif" font-size="16"',
    ` font-weight="650" text-anchor="middle" dominant-baseline="central">${lettersOf(name)}</text>`,
    '</svg>',
  ].join('');
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
