import { BuildError } from '../errors.ts';

/** How --chmod changes a mode; `octal` where it sets one for all, folders that are made included. */
export interface ModeChange {
  readonly octal: number | undefined;
  apply(mode: number, directory: boolean): number;
}

const operation = /([ugoa]*)((?:[-+=](?:[ugo]|[rwxXst]*))+)/y;

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
  const copied = /^[ugo]$/.test(permissions) ? shifts[permissions] : undefined;
  const wanted =
    copied === undefined
      ? granted(permissions, directory || (mode & 0o111) !== 0)
      : (mode >> copied) & 7;
  let bits = 0;
  let cleared = 0;
  for (const each of who) {
    const shift = shifts[each] ?? 0;
    bits |= wanted << shift;
    cleared |= 7 << shift;
    if (permissions.includes('s')) bits |= special[each] ?? 0;
    // Copied permissions leave setuid and setgid as they are.
    if (copied === undefined) cleared |= special[each] ?? 0;
  }
  if (permissions.includes('t') && who !== 'o') bits |= 0o1000;
  if (sign === '+') return mode | bits;
  if (sign === '-') return mode & ~bits;
  // Unlike chmod(1), BuildKit clears a folder's setuid and setgid bits as it does a file's.
  return (mode & ~cleared) | bits;
}

/** The three bits that letters stand for. */
function granted(permissions: string, searchable: boolean): number {
  const execute = permissions.includes('x') || (permissions.includes('X') && searchable);
  return (
    (permissions.includes('r') ? 4 : 0) | (permissions.includes('w') ? 2 : 0) | (execute ? 1 : 0)
  );
}

function invalid(text: string): BuildError {
  return new BuildError(
    'COPY_FAILED',
    `invalid chmod parameter: '${text}'. it should be octal string and between 0 and 07777`,
    { advice: 'write an octal mode such as 0644, or clauses such as u=rwX,go=rX' },
  );
}
