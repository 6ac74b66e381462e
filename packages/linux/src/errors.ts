import { constants } from 'node:os';

/** A system call that failed; `code` is the errno's name (`EPERM`), or UNSUPPORTED where this is no Linux. */
export class LinuxError extends Error {
  readonly code: string;
  /** The system call (`mount`). */
  readonly syscall: string;
  readonly errno: number;

  constructor(syscall: string, errno: number, tried: string) {
    const code = errnoName(errno);
    super(
      code === 'UNSUPPORTED'
        ? `${syscall} needs Linux, this is ${process.platform}: run it on Linux or in a Linux virtual machine (tried: ${tried})`
        : `${code}: ${tried}`,
    );
    this.name = 'LinuxError';
    this.code = code;
    this.syscall = syscall;
    this.errno = errno;
  }
}

/** The errno of {@link unsupported}: no system call gives it. */
const unsupportedErrno = -1;

/** What every call throws where this is no Linux. */
export function unsupported(syscall: string, tried: string): LinuxError {
  return new LinuxError(syscall, unsupportedErrno, tried);
}

let names: ReadonlyMap<number, string> | undefined;

function errnoName(errno: number): string {
  if (errno === unsupportedErrno) return 'UNSUPPORTED';
  names ??= new Map(
    Object.entries(constants.errno)
      // These two share their numbers with the names that people know.
      .filter(([name]) => name !== 'EWOULDBLOCK' && name !== 'ENOTSUP')
      .map(([name, value]) => [value, name]),
  );
  return names.get(errno) ?? `errno ${errno}`;
}
