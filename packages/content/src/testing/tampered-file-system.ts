import type { PathLike } from 'node:fs';
import * as nodeFileSystem from 'node:fs/promises';
import type { FileSystem } from '../adapters/file-system.ts';

/** One call: a function of `node:fs/promises`, or `file.<method>` of an open file, and its path. */
export interface FileSystemCall {
  readonly operation: string;
  readonly path: string;
}

/** Node's file system, where `before` sees each call first and may fail it by throwing. */
export function tamperedFileSystem(before: (call: FileSystemCall) => void): FileSystem {
  return intercept(nodeFileSystem, (operation, args, proceed) => {
    const path = String(args[0] as PathLike);
    before({ operation, path });
    const result = proceed();
    if (operation !== 'open') return result;
    return (result as Promise<object>).then((file) =>
      intercept(file, (method, _args, call) => {
        before({ operation: `file.${method}`, path });
        return call();
      }),
    );
  });
}

/** A system error as the kernel gives it. */
export function systemError(code: string, syscall: string): Error {
  return Object.assign(new Error(`${code}: ${syscall}`), { code, syscall });
}

function intercept<Target extends object>(
  target: Target,
  around: (name: string, args: readonly unknown[], proceed: () => unknown) => unknown,
): Target {
  return new Proxy(
    {},
    {
      get(_, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function' || typeof name !== 'string') return member;
        return async (...args: unknown[]) =>
          await around(name, args, () => Reflect.apply(member, target, args));
      },
    },
  ) as Target;
}
