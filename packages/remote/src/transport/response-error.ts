import { RemoteError, type RemoteErrorCode } from '../errors.ts';
import type { HttpResponse } from './http.ts';

/** What was asked, for messages. */
export interface Asked {
  readonly registry: string;
  /** What was being done: `fetch manifest library/node:24`. */
  readonly action: string;
  /** Whether credentials went with the request. */
  readonly authenticated: boolean;
}

const errorBodyLimit = 64 * 1024;

/** The error that an unexpected answer stands for. Reads, and so frees, its body. */
export async function responseError(response: HttpResponse, asked: Asked): Promise<RemoteError> {
  const said = await readErrors(response);
  const code = codeOf(response.status, said.code);
  // The answer to a HEAD has no body that could say it.
  const reason =
    said.message ?? (code === 'NOT_FOUND' ? 'there is nothing by that name' : undefined);
  const registryMessage = reason ? `: ${reason}` : '';
  const message = `cannot ${asked.action}: ${asked.registry} answered ${response.status}${registryMessage}${advice(code, asked)}`;
  return new RemoteError(code, message, {
    status: response.status,
    registry: asked.registry,
    ...(said.code ? { registryCode: said.code } : {}),
  });
}

function codeOf(status: number, registryCode: string | undefined): RemoteErrorCode {
  if (registryCode === 'UNSUPPORTED') return 'UNSUPPORTED';
  if (registryCode === 'TOOMANYREQUESTS') return 'RATE_LIMITED';
  switch (status) {
    case 401:
      return 'UNAUTHORIZED';
    case 403:
      return registryCode === 'UNAUTHORIZED' ? 'UNAUTHORIZED' : 'DENIED';
    case 404:
      return 'NOT_FOUND';
    case 405:
    case 501:
      return 'UNSUPPORTED';
    case 409:
      return 'CONFLICT';
    case 413:
      return 'TOO_LARGE';
    case 429:
      return 'RATE_LIMITED';
    default:
      return status >= 500 ? 'UNAVAILABLE' : status >= 400 ? 'INVALID_REQUEST' : 'INVALID_RESPONSE';
  }
}

function advice(code: RemoteErrorCode, asked: Asked): string {
  const login = `run "slipway login ${asked.registry}"`;
  switch (code) {
    case 'UNAUTHORIZED':
      return asked.authenticated
        ? `; the credentials were refused, or do not allow this: check the name, or ${login} again`
        : `; ${login} first`;
    case 'DENIED':
      return asked.authenticated
        ? '; the account or its token lacks the permission'
        : `; ${login} first`;
    case 'RATE_LIMITED':
      return '; wait, then try again';
    case 'UNAVAILABLE':
      return '; try again later';
    default:
      return '';
  }
}

/** Distribution spec, "Error Codes": `{"errors": [{code, message, detail}]}`. */
async function readErrors(response: HttpResponse): Promise<{ code?: string; message?: string }> {
  try {
    const body: unknown = JSON.parse(
      new TextDecoder().decode(await response.bytes(errorBodyLimit)),
    );
    const record = body as { errors?: unknown; message?: unknown; details?: unknown } | null;
    const first: unknown = Array.isArray(record?.errors) ? record.errors[0] : record;
    const { code, message } = (first ?? {}) as { code?: unknown; message?: unknown };
    return {
      ...(typeof code === 'string' ? { code: printable(code) } : {}),
      ...(typeof message === 'string' ? { message: printable(message) } : {}),
    };
  } catch {
    // An error page of a proxy, or a broken connection: the status alone has to do.
    return {};
  }
}

/** What a registry says ends in a terminal: no control characters, and not a page of it. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 500);
}
