import { commonPasswords } from './common-passwords.ts';

/** In characters; the upper bound keeps hashing's input small. */
const shortest = 8;
const longest = 256;
/** So many other characters beside one's own name make a password. */
const besideName = 4;

/** Whose password it is to be. */
export interface PasswordOwner {
  readonly name?: string | undefined;
  readonly email?: string | null | undefined;
}

/**
 * Why a text cannot be a password, or undefined. NIST SP 800-63B: length counts, composition rules do
 * not; what everybody tries first is refused.
 */
export function passwordProblem(password: string, owner: PasswordOwner = {}): string | undefined {
  if (password.length < shortest) return `a password has at least ${shortest} characters`;
  if (password.length > longest) return `a password has at most ${longest} characters`;
  const plain = password.toLowerCase();
  if (commonPasswords.has(plain) || isRow(plain)) {
    return 'this password is one of the first that anybody tries: choose another';
  }
  const own = [owner.name, owner.email, owner.email?.split('@')[0]];
  if (own.some((each) => each !== undefined && each !== null && isMostly(plain, each))) {
    return 'this password is little more than the name or the e-mail address: choose another';
  }
  return undefined;
}

/** One character again and again, or a run of the keyboard or the alphabet. */
function isRow(plain: string): boolean {
  if (new Set(plain).size <= 2) return true;
  const rows = ['0123456789', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm'];
  return rows.some((row) => {
    const twice = row + row;
    return twice.includes(plain) || [...twice].reverse().join('').includes(plain);
  });
}

function isMostly(plain: string, own: string): boolean {
  const name = own.toLowerCase();
  if (name.length < 3) return false;
  const rest = plain.replaceAll(name, '');
  return rest !== plain && rest.replaceAll(/[^\p{L}\p{N}]/gu, '').length < besideName;
}
