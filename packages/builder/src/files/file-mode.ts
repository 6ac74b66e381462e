import { BuildError } from '../errors.ts';

/** How --chmod changes a mode; `octal` where it sets one for all, folders that are made included. */
export interface ModeChange {
  readonly octal: number | undefined;
  apply(mode: number, directory: boolean): number;
}

const operation = /([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)/y;

/** Reads `--chmod`: octal up to 07777, or symbolic clauses as chmod(1) takes them. Throws COPY_FAILED. */
export function parseChmod(text: string): ModeChange {
  if (/^[0-7]+$/.test(text) && Number.parseInt(text, 8) <= 0o7777) {
    const octal = Number.parseInt(text, 8);
    return { octal, apply: () => octal };
  }
  if (text === '' || /^[0-9]/.test(text)) throw invalid(text);
  const clauses = text.split(',').map((clause) => {
    operation.lastIndex = 0;
    const match = operation.exec(clause);
    if (match?.[0].length !== clause.length) throw invalid(text);
    const [, who = '', operations = ''] = match;
    return { who: who === '' || who.includes('a') ? 'ugo' : who, operations };
  });
  return {
    octal: undefined,
    apply(mode, directory) {
      let result = mode;
      for (const { who, operations } of clauses) {
        for (const [, sign = '', permissions = ''] of operations.matchAll(/([-+=])([^-+=]*)/g)) {
          result = applied(result, { who, sign, permissions, directory });
        }
      }
      return result;
    },
  };
}

const shifts: Readonly<Record<string, number>> = { u: 6, g: 3, o: 0 };
const special: Readonly<Record<string, number>> = { u: 0o4000, g: 0o2000, o: 0 };

function applied(
  mode: number,
  change: {
    readonly who: string;
    readonly sign: string;
    readonly permissions: string;
    readonly directory: boolean;
  },
): number {
  const { who, sign, permissions, directory } = change;
  let bits = 0;
  let concerned = 0;
  const searchable = directory || (mode & 0o111) !== 0;
  let wanted = 0;
  if (permissions.includes('r')) wanted |= 4;
  if (permissions.includes('w')) wanted |= 2;
  if (permissions.includes('x') || (permissions.includes('X') && searchable)) wanted |= 1;
  const copied = /^[ugo]$/.test(permissions) ? shifts[permissions] : undefined;
  if (copied !== undefined) wanted = (mode >> copied) & 7;
  for (const each of who) {
    const shift = shifts[each] ?? 0;
    bits |= wanted << shift;
    concerned |= 7 << shift;
    if (permissions.includes('s')) bits |= special[each] ?? 0;
    concerned |= special[each] ?? 0;
  }
  if (permissions.includes('t')) bits |= 0o1000;
  if (who === 'ugo') concerned |= 0o1000;
  if (sign === '+') return mode | bits;
  if (sign === '-') return mode & ~bits;
  // chmod(1) keeps a folder's setuid and setgid bits that it is not told to change.
  const kept = directory ? mode & 0o6000 : 0;
  return (mode & ~concerned) | bits | kept;
}

function invalid(text: string): BuildError {
  return new BuildError(
    'COPY_FAILED',
    `invalid chmod parameter: '${text}'. it should be octal string and between 0 and 07777`,
    { advice: 'write an octal mode such as 0644, or clauses such as u=rwX,go=rX' },
  );
}
