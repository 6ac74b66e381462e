import { LinuxError } from './errors.ts';
import { attempt, cString, shown } from './library.ts';

/** open(2)'s flags that Node has no names for. */
export const openFlags = {
  /** A place in the tree, not its content. */
  path: 0o10000000,
  closeOnExec: 0o2000000,
} as const;

const openat2Number = 437;
const resolveNoMagicLinks = 0x02;
const resolveNoSymlinks = 0x04;
const resolveBeneath = 0x08;
const resolveInRoot = 0x10;
const againErrno = 11;

export interface OpenInRootOptions {
  /** Of `fs.constants` and {@link openFlags}. */
  readonly flags: number;
  /** For a file that is made. */
  readonly mode?: number;
  /**
   * `follow` (default): symbolic links and `..` as a process sees them whose root is that folder.
   * `refuse`: ELOOP where a part of the path is one, EXDEV where it leads out.
   */
  readonly symlinks?: 'follow' | 'refuse';
}

/**
 * openat2(2) with RESOLVE_IN_ROOT: opens `path` as if the open folder `root` were `/`. Nothing on the way, not even a
 * link changed meanwhile, leads out of it. A descriptor, closed on exec; its owner closes it.
 * Throws a LinuxError.
 */
export function openInRoot(
  root: number,
  path: string | Uint8Array,
  options: OpenInRootOptions,
): number {
  const result = tryOpenInRoot(root, path, options);
  if (result < 0)
    throw new LinuxError('openat2', -result, `opening ${shown(path)} inside its root`);
  return result;
}

/** As {@link openInRoot}, but a failure is the negative errno. */
export function tryOpenInRoot(
  root: number,
  path: string | Uint8Array,
  { flags, mode = 0, symlinks = 'follow' }: OpenInRootOptions,
): number {
  const resolve =
    resolveNoMagicLinks |
    (symlinks === 'follow' ? resolveInRoot : resolveBeneath | resolveNoSymlinks);
  // struct open_how: three 64-bit numbers.
  const how = BigUint64Array.of(
    BigInt(flags | openFlags.closeOnExec),
    BigInt(mode),
    BigInt(resolve),
  );
  const name = cString(path.length === 0 ? '.' : path);
  for (let attempts = 0; ; attempts++) {
    const result = attempt('syscall', openat2Number, root, name, how, how.byteLength);
    // The kernel asks to try again where a rename elsewhere made the way uncertain.
    if (result !== -againErrno || attempts > 1000) return result;
  }
}
