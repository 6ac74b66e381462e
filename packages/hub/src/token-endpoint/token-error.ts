import type { OciErrorCode } from '@slipway/oci';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { ProblemError } from '../api/problem-error.ts';
import {
  InvalidCredentialsError,
  TooBusyError,
  TooManyAttemptsError,
} from '../sign-in/sign-in-error.ts';

/**
 * An error of `/token`: the distribution spec's body, which registry clients show, and for OAuth2
 * clients the members of RFC 6749 section 5.2 beside it.
 */
export function tokenError(error: {
  status: number;
  code: OciErrorCode;
  message: string;
  oauth?: string;
  retryAfterSeconds?: number;
}): HubReply {
  const { status, code, message, oauth, retryAfterSeconds } = error;
  return {
    status,
    body: {
      errors: [{ code, message, detail: null }],
      ...(oauth === undefined ? {} : { error: oauth, error_description: message }),
    },
    headers: {
      'cache-control': 'no-store',
      ...(status === 401 ? { 'www-authenticate': 'Basic realm="Slipway", charset="UTF-8"' } : {}),
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
  };
}

/** Runs a token route's work and answers what is expected to go wrong in the registry's form. */
export async function answerTokenErrors(
  request: HubRequest,
  work: () => Promise<HubReply>,
): Promise<HubReply> {
  const oauth = request.message.method === 'POST';
  try {
    return await work();
  } catch (error) {
    if (error instanceof InvalidCredentialsError) {
      return tokenError({
        status: 401,
        code: 'UNAUTHORIZED',
        message: error.message,
        ...(oauth ? { oauth: 'invalid_grant' } : {}),
      });
    }
    if (error instanceof TooManyAttemptsError || error instanceof TooBusyError) {
      return tokenError({
        status: 429,
        code: 'TOOMANYREQUESTS',
        message: error.message,
        retryAfterSeconds: error.retryAfterSeconds,
      });
    }
    if (error instanceof ProblemError) {
      const reply = tokenError({
        status: error.status,
        code: 'UNSUPPORTED',
        message: error.message,
        oauth: 'invalid_request',
      });
      return { ...reply, headers: { ...reply.headers, ...error.headers } };
    }
    throw error;
  }
}
