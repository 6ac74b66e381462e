const kinds: Readonly<Record<string, string>> = {
  directory: 'd',
  'opaque-directory': 'd',
  symlink: 'l',
  'character-device': 'c',
  'block-device': 'b',
  fifo: 'p',
};

/** Type and permissions as `ls -l` writes them. */
export function formatMode({
  type,
  mode,
}: {
  readonly type: string;
  readonly mode: number;
}): string {
  const triple = (shift: number, special: number, letter: string) => {
    const bits = (mode >> shift) & 7;
    const runs = (bits & 1) !== 0;
    const last = (mode & special) !== 0 ? (runs ? letter : letter.toUpperCase()) : runs ? 'x' : '-';
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`;
  };
  const permissions = triple(6, 0o4000, 's') + triple(3, 0o2000, 's') + triple(0, 0o1000, 't');
  return (kinds[type] ?? '-') + permissions;
}
