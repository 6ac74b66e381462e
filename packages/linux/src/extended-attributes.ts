import { LinuxError } from './errors.ts';
import { attempt, call, cString, shown } from './library.ts';

const rangeErrno = 34;
const noDataErrno = 61;
const unsupportedErrno = 95;

/** Names and values are rarely longer; one that is takes a second call. */
const usual = new Uint8Array(4096);

/**
 * Names of the attributes of `path` itself, be it a symbolic link. Empty where its file system has
 * none. Throws a LinuxError.
 */
export function listAttributes(path: Uint8Array): readonly string[] {
  const name = cString(path);
  const bytes = grown('llistxattr', path, (buffer) =>
    attempt('llistxattr', name, buffer, buffer.length),
  );
  if (!bytes || bytes.length === 0) return [];
  return Buffer.from(bytes).toString('utf8').split('\0').slice(0, -1);
}

/** The attribute's value, of `path` itself; undefined where it has none. Throws a LinuxError. */
export function getAttribute(path: Uint8Array, attribute: string): Uint8Array | undefined {
  const name = cString(path);
  const key = cString(attribute);
  return grown('lgetxattr', path, (buffer) =>
    attempt('lgetxattr', name, key, buffer, buffer.length),
  );
}

/** Sets an attribute of `path` itself. Throws a LinuxError (EPERM, EOPNOTSUPP, ENOSPC). */
export function setAttribute(path: Uint8Array, attribute: string, value: Uint8Array): void {
  // A null pointer would be refused: an empty value still needs an address.
  const bytes = value.length === 0 ? new Uint8Array(1) : value;
  call(
    'lsetxattr',
    () => `setting ${attribute} of ${shown(path)}`,
    cString(path),
    cString(attribute),
    bytes,
    value.length,
    0,
  );
}

function grown(
  syscall: string,
  path: Uint8Array,
  read: (buffer: Uint8Array) => number,
): Uint8Array | undefined {
  let result = read(usual);
  if (result >= 0) return usual.slice(0, result);
  if (result === -rangeErrno) {
    // The kernel's limit for both names and values (XATTR_SIZE_MAX, XATTR_LIST_MAX).
    const large = new Uint8Array(64 * 1024);
    result = read(large);
    if (result >= 0) return large.slice(0, result);
  }
  if (result === -noDataErrno || result === -unsupportedErrno) return undefined;
  throw new LinuxError(syscall, -result, `reading extended attributes of ${shown(path)}`);
}
