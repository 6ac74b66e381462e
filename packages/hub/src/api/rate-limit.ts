import type { Subject } from '../access/subject.ts';
import type { ApiAllowance } from '../ports/api-limiter.ts';
import { ProblemError } from './problem-error.ts';

/** Whose requests are counted together. */
export function limiterKey(subject: Subject, address: string): string {
  return subject.accountId === undefined ? `address ${address}` : `account ${subject.accountId}`;
}

/** Docker Hub's headers; the reset is in Unix seconds. */
export function limitHeaders({ limit, remaining, resetAt }: ApiAllowance): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(Math.max(0, remaining)),
    'x-ratelimit-reset': String(Math.ceil(resetAt / 1000)),
  };
}

/** What answers a request too many. `X-Retry-After` is a time, as on Docker Hub; `Retry-After` is not. */
export function tooManyRequests({ resetAt }: ApiAllowance, now: number): ProblemError {
  const seconds = Math.max(1, Math.ceil((resetAt - now) / 1000));
  return new ProblemError(429, `Rate limit exceeded: try again in ${seconds} seconds`, {
    headers: {
      'x-retry-after': String(Math.ceil(resetAt / 1000)),
      'retry-after': String(seconds),
    },
    more: { error: false },
  });
}
