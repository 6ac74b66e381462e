import { BuildError } from '../errors.ts';

const changedCodes = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'EISDIR', 'EINVAL', 'ESTALE']);

/**
 * The error for a file that is not what it was when it was found, or that cannot be read; other
 * causes than the file system's are passed on.
 */
export function changedWhileRead(path: string, cause?: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (cause instanceof BuildError) return cause;
  if (code === 'EACCES' || code === 'EPERM') {
    return new BuildError('COPY_FAILED', `"/${path}" cannot be read: permission denied`, {
      cause,
      advice: 'make it readable, or name it in .dockerignore',
    });
  }
  if (cause !== undefined && (code === undefined || !changedCodes.has(code))) return cause;
  return new BuildError('COPY_FAILED', `"/${path}" changed while it was being copied`, {
    ...(cause === undefined ? {} : { cause }),
    advice: 'build again when nothing writes there',
  });
}
