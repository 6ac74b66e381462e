import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { LinuxError, unsupported } from './errors.ts';

type Bytes = Uint8Array | BigInt64Array | BigUint64Array;
type Path = Uint8Array;

/** The C functions this package calls. Paths are bytes that end with NUL. */
interface Functions {
  mount(source: Path, target: Path, type: Path, flags: number, data: Path | null): number;
  umount2(target: Path, flags: number): number;
  /** openat2 has no function in any C library yet. */
  syscall(number: number, folder: number, path: Path, how: Bytes, size: number): number;
  flock(descriptor: number, operation: number): number;
  syncfs(descriptor: number): number;
  openat(folder: number, path: Path, flags: number, mode: number): number;
  mkdirat(folder: number, path: Path, mode: number): number;
  symlinkat(target: Path, folder: number, path: Path): number;
  linkat(folder: number, path: Path, newFolder: number, newPath: Path, flags: number): number;
  mknodat(folder: number, path: Path, mode: number, device: bigint): number;
  unlinkat(folder: number, path: Path, flags: number): number;
  fchownat(folder: number, path: Path, uid: number, gid: number, flags: number): number;
  fchmodat(folder: number, path: Path, mode: number, flags: number): number;
  utimensat(folder: number, path: Path, times: BigInt64Array, flags: number): number;
  lsetxattr(path: Path, name: Path, value: Bytes, size: number, flags: number): number;
  lgetxattr(path: Path, name: Path, value: Bytes, size: number): number;
  llistxattr(path: Path, list: Bytes, size: number): number;
}

const signatures: Readonly<Record<keyof Functions, string>> = {
  mount: 'int mount(const void*, const void*, const void*, unsigned long, const void*)',
  umount2: 'int umount2(const void*, int)',
  syscall: 'long syscall(long, int, const void*, const void*, size_t)',
  flock: 'int flock(int, int)',
  syncfs: 'int syncfs(int)',
  openat: 'int openat(int, const void*, int, unsigned int)',
  mkdirat: 'int mkdirat(int, const void*, unsigned int)',
  symlinkat: 'int symlinkat(const void*, int, const void*)',
  linkat: 'int linkat(int, const void*, int, const void*, int)',
  mknodat: 'int mknodat(int, const void*, unsigned int, uint64_t)',
  unlinkat: 'int unlinkat(int, const void*, int)',
  fchownat: 'int fchownat(int, const void*, unsigned int, unsigned int, int)',
  fchmodat: 'int fchmodat(int, const void*, unsigned int, int)',
  utimensat: 'int utimensat(int, const void*, const void*, int)',
  lsetxattr: 'int lsetxattr(const void*, const void*, const void*, size_t, int)',
  lgetxattr: 'long lgetxattr(const void*, const void*, void*, size_t)',
  llistxattr: 'long llistxattr(const void*, void*, size_t)',
};

type Koffi = typeof import('koffi');

let loaded: { readonly koffi: Koffi; readonly functions: Partial<Functions> } | undefined;

function library() {
  if (!loaded) {
    // Loaded when the first call is made: 8 ms that most commands need not pay.
    const koffi = loadKoffi();
    // The symbols of this process itself, so that it is glibc or musl as Node is.
    const process = koffi.load(null);
    const functions: Partial<Functions> = {};
    for (const [name, signature] of Object.entries(signatures)) {
      const load = () => {
        const value = process.func(signature);
        Object.defineProperty(functions, name, { value });
        return value;
      };
      Object.defineProperty(functions, name, { get: load, configurable: true });
    }
    loaded = { koffi, functions };
  }
  return loaded;
}

/** Its JavaScript takes thrice the time of the native module behind it, which alone does what is called here. */
function loadKoffi(): Koffi {
  const require = createRequire(import.meta.url);
  const { arch } = process;
  if (usesGlibc()) {
    try {
      const ofKoffi = createRequire(require.resolve('koffi'));
      return ofKoffi(`@koromix/koffi-linux-${arch}/linux_${arch}/koffi.node`) as Koffi;
    } catch {
      // Other architectures have other names: koffi itself knows them.
    }
  }
  return require('koffi') as Koffi;
}

function usesGlibc(): boolean {
  return !readFileSync('/proc/self/maps', 'latin1').includes('/ld-musl-');
}

/**
 * Calls a C function. Its result; throws a {@link LinuxError}, whose message says what was `tried`,
 * where that is negative.
 */
export function call<Name extends keyof Functions>(
  name: Name,
  tried: () => string,
  ...values: Parameters<Functions[Name]>
): number {
  const result = attempt(name, ...values);
  if (result < 0) throw new LinuxError(name, -result, tried());
  return result;
}

/** As {@link call}, but a failure is the negative errno: where failing is an expected outcome. */
export function attempt<Name extends keyof Functions>(
  name: Name,
  ...values: Parameters<Functions[Name]>
): number {
  if (process.platform !== 'linux') throw unsupported(name, name);
  const { koffi, functions } = library();
  const run = functions[name] as (...all: unknown[]) => number;
  const result = run(...values);
  return result < 0 ? -koffi.errno() : result;
}

/** As {@link call}, on another thread, so that a slow call stops nothing else. */
export function callInBackground(name: 'syncfs', tried: string, descriptor: number): Promise<void> {
  if (process.platform !== 'linux') throw unsupported(name, tried);
  const { koffi, functions } = library();
  return new Promise((resolve, reject) => {
    // koffi adds `async` to the functions it makes.
    const run = functions[name] as unknown as { async(...all: unknown[]): void };
    run.async(descriptor, (error: unknown, result: number) => {
      if (error) reject(error);
      else if (result < 0) reject(new LinuxError(name, koffi.errno(), tried));
      else resolve();
    });
  });
}

/** A path or another string of C: its bytes and NUL. Throws EINVAL where it holds NUL itself. */
export function cString(text: string | Uint8Array): Uint8Array {
  const length = typeof text === 'string' ? Buffer.byteLength(text) : text.length;
  const bytes = Buffer.allocUnsafe(length + 1);
  if (typeof text === 'string') bytes.write(text);
  else bytes.set(text);
  bytes[length] = 0;
  if (bytes.indexOf(0) !== length) {
    throw new LinuxError('path', 22, `${JSON.stringify(shown(text))} holds a NUL`);
  }
  return bytes;
}

/** A path for messages. */
export function shown(path: string | Uint8Array): string {
  return typeof path === 'string' ? path : Buffer.from(path).toString();
}
