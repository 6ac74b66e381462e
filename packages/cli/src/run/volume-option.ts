import { isAbsolute, posix, resolve } from 'node:path';
import { usageError } from '../cli-error.ts';
import { parseBytes } from '../options/limits.ts';

/** One `-v`, `--tmpfs` or VOLUME. */
export type RunMount =
  | {
      readonly kind: 'bind';
      /** Of this machine, absolute. */
      readonly source: string;
      readonly target: string;
      readonly readOnly: boolean;
    }
  | {
      readonly kind: 'volume';
      readonly name: string;
      readonly target: string;
      readonly readOnly: boolean;
    }
  /** A folder of the container that can be written to, and is gone at its end. */
  | { readonly kind: 'throwaway'; readonly target: string }
  | {
      readonly kind: 'tmpfs';
      readonly target: string;
      readonly size?: number;
      readonly mode?: number;
    };

/** What Docker lets stand behind the second colon; all but ro mean nothing here. */
const volumeOptions = new Set([
  'ro',
  'rw',
  'z',
  'Z',
  'cached',
  'delegated',
  'consistent',
  'nocopy',
]);

/** Reads `-v [SOURCE:]TARGET[:ro]`. Throws a usage error. */
export function parseVolume(text: string): RunMount {
  const parts = text.split(':');
  if (parts.length === 1) return { kind: 'throwaway', target: targetOf(text, text) };
  const [source = '', target = '', options = '', ...rest] = parts;
  if (source === '' || rest.length > 0) {
    throw usageError(`--volume ${text}: expected source:target or source:target:ro`);
  }
  const words = options === '' ? [] : options.split(',');
  const unknown = words.find((word) => !volumeOptions.has(word));
  if (unknown !== undefined) {
    throw usageError(`--volume ${text}: "${unknown}" is neither ro nor rw`);
  }
  const mount = { target: targetOf(target, text), readOnly: words.includes('ro') };
  if (isAbsolute(source) || /^\.{1,2}(?:\/|$)/.test(source)) {
    return { kind: 'bind', source: resolve(source), ...mount };
  }
  if (source.startsWith('~')) {
    throw usageError(`--volume ${text}: the shell left "~" as it is`, 'Write the whole path');
  }
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(source)) {
    throw usageError(
      `--volume ${text}: "${source}" is no volume's name`,
      `For a folder write ./${source}`,
    );
  }
  return { kind: 'volume', name: source, ...mount };
}

/** Reads `--tmpfs TARGET[:size=64m,mode=1777]`. Throws a usage error. */
export function parseTmpfs(text: string): RunMount {
  const colon = text.indexOf(':');
  const target = targetOf(colon < 0 ? text : text.slice(0, colon), text);
  const options = colon < 0 ? [] : text.slice(colon + 1).split(',');
  let size: number | undefined;
  let mode: number | undefined;
  for (const option of options) {
    const [key = '', value = ''] = option.split('=');
    if (key === 'size') size = parseBytes(value, '--tmpfs size');
    else if (key === 'mode' && /^[0-7]{3,4}$/.test(value)) mode = Number.parseInt(value, 8);
    else if (!/^(?:rw|exec|noexec|suid|nosuid|dev|nodev)$/.test(option)) {
      throw usageError(`--tmpfs ${text}: "${option}" is neither size=… nor mode=…`);
    }
  }
  return {
    kind: 'tmpfs',
    target,
    ...(size === undefined ? {} : { size }),
    ...(mode === undefined ? {} : { mode }),
  };
}

function targetOf(target: string, text: string): string {
  if (!target.startsWith('/')) {
    throw usageError(`"${text}": the folder in the container must be absolute`);
  }
  const clean = posix.normalize(target).replace(/\/+$/, '');
  if (clean === '') throw usageError(`"${text}": nothing can be mounted at /`);
  return clean;
}
