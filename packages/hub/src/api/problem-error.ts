import type { Problem } from '@slipway/api';

/** An expected refusal of the API, with its HTTP status. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly fields: Problem['fields'];
  readonly headers: Readonly<Record<string, string>>;
  /** Members of the body beside those that every problem has. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    message: string,
    options: {
      fields?: Record<string, string[]>;
      headers?: Record<string, string>;
      more?: Record<string, unknown>;
    } = {},
  ) {
    super(message);
    this.status = status;
    this.fields = options.fields;
    this.headers = options.headers ?? {};
    this.more = options.more ?? {};
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  411: 'Length required',
  413: 'Content too large',
  415: 'Unsupported media type',
  429: 'Too many requests',
  500: 'Internal error',
};

/** The body that says it. */
export function problemOf(error: ProblemError): Problem {
  return {
    type: 'about:blank',
    title: titles[error.status] ?? 'Error',
    status: error.status,
    message: error.message,
    detail: error.message,
    ...(error.fields === undefined ? {} : { fields: error.fields }),
    ...error.more,
  };
}
