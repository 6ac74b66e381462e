import type { HubRequest } from '../api/hub-request.ts';
import { ProblemError } from '../api/problem-error.ts';

const recentMilliseconds = 10 * 60_000;

/** Whether the password, or what stands for it, was shown within ten minutes. */
function isRecent(request: HubRequest, now: number): boolean {
  const { session } = request;
  return session !== undefined && now - session.confirmedAt < recentMilliseconds;
}

/**
 * Throws ProblemError 403 unless the password was shown within ten minutes: for changes that a browser
 * left open must not make. API tokens, which live for minutes, pass.
 */
export function requireRecent(request: HubRequest, now: number): void {
  if (request.session === undefined || isRecent(request, now)) return;
  throw new ProblemError(403, 'show your password once more first', {
    more: { code: 'confirmation-needed' },
  });
}
