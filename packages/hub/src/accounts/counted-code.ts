import type { HubRequest } from '../api/hub-request.ts';
import { ProblemError } from '../api/problem-error.ts';
import type { HubServices } from '../hub-services.ts';
import { TooManyAttemptsError } from '../sign-in/sign-in-error.ts';
import { secretDigest } from '../tokens/secret.ts';

/**
 * What the code of a link opens; wrong ones are counted like failed sign-ins, by address. Throws
 * ProblemError 404 where it opens nothing, TooManyAttemptsError.
 */
export async function openByCode<Found>(
  services: HubServices,
  request: HubRequest,
  code: string,
  open: (digest: string) => Promise<Found | undefined>,
): Promise<Found> {
  const digest = secretDigest(code);
  const keys = { account: `link:${digest.slice(0, 16)}`, address: request.context.address };
  const { allowed, retryAfterSeconds } = await services.loginLimiter.check(keys);
  if (!allowed) throw new TooManyAttemptsError(Math.max(1, retryAfterSeconds));
  let found: Found | undefined;
  try {
    found = await open(digest);
  } catch (error) {
    // Only what a code opened goes wrong: a password that is too weak.
    await services.loginLimiter.succeeded(keys);
    throw error;
  }
  if (found !== undefined) {
    await services.loginLimiter.succeeded(keys);
    return found;
  }
  await services.loginLimiter.failed(keys);
  throw new ProblemError(404, 'this link is not good (any more): ask for a new one');
}
