/** A number that a name always gives. FNV-1a, 32 bits. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) {
    hash ^= name.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

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
];

/** A picture made of a name, here and never elsewhere: letters over a stack of planks. */
export function Avatar({ name, size = 36 }: { name: string; size?: number }) {
  const hash = hashOf(name);
  const letters =
    name
      .replaceAll(/[^a-z0-9]/gi, '')
      .slice(0, 2)
      .toUpperCase() || '?';
  const tilt = ((hash >>> 8) % 5) - 2;
  return (
    <svg
      className="sw-avatar"
      width={size}
      height={size}
      viewBox="0 0 40 40"
      aria-hidden="true"
      focusable="false"
    >
      <rect width="40" height="40" rx="9" fill={colors[hash % colors.length]} />
      <path d={`M-4 ${34 + tilt} L44 ${28 - tilt} L44 44 L-4 44 Z`} fill="#fff" opacity="0.16" />
      <text
        x="20"
        y="21"
        fill="#fff"
        fontSize="16"
        fontWeight="650"
        textAnchor="middle"
        dominantBaseline="central"
      >
        {letters}
      </text>
    </svg>
  );
}
