import { ArchiveError } from './errors.ts';
import { nameText } from './tar-header.ts';

/** What to do with a name that leads out of the folder it is extracted into. */
export interface SafePathOptions {
  /**
   * `refuse`: throws. `clamp`: as a process sees it whose root is that folder: `/a` is `a`, and
   * `..` at the root is the root.
   */
  readonly escaping: 'refuse' | 'clamp';
}

/**
 * An entry's name as a path relative to the extraction root: no `.`, no `..`, no double, leading or
 * trailing slashes; empty for the root itself. Throws UNSAFE_PATH for NUL, and for names that
 * escape where they are refused. Says nothing of symbolic links on the way: whoever extracts must
 * not follow them.
 */
export function safePath(name: Uint8Array, options: SafePathOptions): Uint8Array {
  if (name.includes(0)) throw unsafe(name, 'it holds NUL');
  const refuse = options.escaping === 'refuse';
  if (refuse && name[0] === 0x2f) throw unsafe(name, 'it is absolute');
  const parts: string[] = [];
  // latin1 keeps each byte as one character.
  for (const part of Buffer.from(name).toString('latin1').split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined && refuse) throw unsafe(name, 'it leads out of the folder');
  }
  return Uint8Array.from(Buffer.from(parts.join('/'), 'latin1'));
}

function unsafe(name: Uint8Array, reason: string): ArchiveError {
  return new ArchiveError(
    'UNSAFE_PATH',
    `refused the entry ${JSON.stringify(nameText(name.subarray(0, 300)))}: ${reason}`,
  );
}
