import { usageError } from '../cli-error.ts';
import { suggestion } from './suggest.ts';

const units: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
};

/** Bytes in `64m`, `1.5GiB`, `1048576`: powers of 1024, as Docker counts. Throws a usage error naming `flag`. */
export function parseBytes(text: string, flag: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(?:(b?)|([kmgt])(?:i?b)?)$/i.exec(text.trim());
  const unit = units[(match?.[3] ?? match?.[2] ?? '').toLowerCase()];
  if (!match || unit === undefined) {
    throw usageError(`${flag} ${text}: expected a size, for example 64m or 1g`);
  }
  return Math.floor(Number(match[1]) * unit);
}

const limitNames = [
  'core',
  'cpu',
  'data',
  'fsize',
  'locks',
  'memlock',
  'msgqueue',
  'nice',
  'nofile',
  'nproc',
  'rss',
  'rtprio',
  'rttime',
  'sigpending',
  'stack',
];

/** One `--ulimit`; -1 is no limit. */
export interface UlimitOption {
  readonly name: string;
  readonly soft: number;
  readonly hard: number;
}

/** Reads `name=soft[:hard]`. Throws a usage error. */
export function parseUlimit(text: string): UlimitOption {
  const match = /^([^=]+)=(-1|\d+)(?::(-1|\d+))?$/.exec(text);
  if (!match) {
    throw usageError(`--ulimit ${text}: expected name=soft[:hard], for example nofile=1024:2048`);
  }
  const name = match[1] ?? '';
  if (!limitNames.includes(name)) {
    throw usageError(`--ulimit ${text}: there is no limit "${name}"`, suggestion(name, limitNames));
  }
  const soft = Number(match[2]);
  const hard = Number(match[3] ?? match[2]);
  if (hard >= 0 && (soft > hard || soft < 0)) {
    throw usageError(`--ulimit ${text}: the soft limit is above the hard one`);
  }
  return { name, soft, hard };
}
