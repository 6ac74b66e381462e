import { flushCompileCache } from 'node:module';

/** Time after the start at which compiled code is written, in milliseconds: not in its way. */
const delay = 2000;

/** Writes the compile cache, if there is one, now: a hub may be killed before it ends by itself. */
export function keepCompiledCode(): void {
  setTimeout(() => flushCompileCache(), delay).unref();
}
