import { ArchiveError } from '@slipway/archive';
import { RuntimeError } from '../errors.ts';

/** `error`, met while working on a layer, as a RuntimeError where it is one of a known kind. */
export function layerFailure(error: unknown, what: string): unknown {
  if (error instanceof RuntimeError) return error;
  if (error instanceof ArchiveError) {
    return new RuntimeError('LAYER_INVALID', `${what}: ${error.message}`, { cause: error });
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new RuntimeError('DISK_FULL', `${what}: no space is left on the disk`, {
      cause: error,
      advice: 'Free some space, or remove unused layers: slipway prune.',
    });
  }
  if (code === 'EFBIG' || code === 'ENAMETOOLONG') {
    return invalidLayer(`${what}: an entry is larger or longer than the file system takes`, error);
  }
  if (code === 'STORE_FULL') {
    return new RuntimeError('DISK_FULL', `${what}: ${message}`, { cause: error });
  }
  return error;
}

/** LAYER_INVALID. */
export function invalidLayer(message: string, cause?: unknown): RuntimeError {
  return new RuntimeError('LAYER_INVALID', message, cause === undefined ? {} : { cause });
}
