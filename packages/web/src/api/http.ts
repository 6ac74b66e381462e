/** What the API says went wrong (RFC 9457, with Docker Hub's members beside). */
export class ApiError extends Error {
  readonly status: number;
  /** By member of the request, what is wrong with it. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** Everything that the answer held. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, message: string, body: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.body = body;
    this.fields = (body.fields as Record<string, string[]> | undefined) ?? {};
  }
}

/** What goes beside a request's path. */
export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Undefined and null members are left out; a list becomes several parameters of one name. */
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

type QueryValue = string | number | boolean | null | undefined | readonly string[];

let csrfToken: string | undefined;
const endListeners = new Set<() => void>();

/** Remembers the token that a change must carry beside the session's cookie. */
export function rememberCsrfToken(token: string | undefined): void {
  csrfToken = token;
}

/** Calls back when the API answers that nobody is signed in where somebody was. */
export function onSessionEnd(listener: () => void): () => void {
  endListeners.add(listener);
  return () => endListeners.delete(listener);
}

/** The address of an API path: below the site's prefix, where it has one. */
export function apiUrl(path: string, query: RequestOptions['query'] = {}): string {
  const url = new URL(path.replace(/^\//, ''), document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    if (Array.isArray(value)) for (const each of value) url.searchParams.append(name, each);
    else url.searchParams.set(name, String(value));
  }
  return url.href;
}

/** Asks the API; gives the JSON it answers, or undefined where it answers none. Throws ApiError. */
export async function request<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  const { method = 'GET', body } = options;
  const response = await reach(apiUrl(path, options.query), {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(method === 'GET' || csrfToken === undefined ? {} : { 'x-csrf-token': csrfToken }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  if (response.ok) return (await answerOf(response)) as Answer;
  const error = await errorOf(response);
  if (error.status === 401 && csrfToken !== undefined) for (const tell of endListeners) tell();
  throw error;
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new ApiError(0, 'The hub cannot be reached. Check your connection, then try again.');
  }
}

async function answerOf(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return isJson ? await response.json() : await response.text();
}

async function errorOf(response: Response): Promise<ApiError> {
  const body = await problemBody(response);
  const said = body.message ?? body.detail ?? registryMessage(body);
  const message = typeof said === 'string' && said !== '' ? said : plainMessage(response.status);
  return new ApiError(response.status, sentence(message), body);
}

async function problemBody(response: Response): Promise<Record<string, unknown>> {
  try {
    const body = (await response.json()) as unknown;
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    // A proxy's page, or nothing.
    return {};
  }
}

/** The registry's own errors have another form. */
function registryMessage(body: Record<string, unknown>): unknown {
  return (body.errors as { message?: string }[] | undefined)?.[0]?.message;
}

function plainMessage(status: number): string {
  if (status === 404) return 'There is nothing at this address, or you may not see it.';
  if (status >= 500) return `The hub failed to answer (${status}). Try again in a moment.`;
  return `The hub refused (${status}).`;
}

/** The API writes without capitals, as programs do. */
function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?)]$/.test(capital) ? capital : `${capital}.`;
}
