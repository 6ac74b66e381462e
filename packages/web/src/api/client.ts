import { type Operations, operations } from './generated.ts';
import { type RequestOptions, request } from './http.ts';

/** The name of an operation of the API: `repository.read`. */
export type OperationId = keyof Operations;

/** What an operation answers. */
export type AnswerOf<Id extends OperationId> = Operations[Id]['answer'];

/** What an operation takes as its body. */
export type BodyOf<Id extends OperationId> = Operations[Id]['body'];

/** What an operation takes in its query. */
export type QueryOf<Id extends OperationId> = Operations[Id]['query'];

/** Members that an operation has none of need not be given. */
type Given<Name extends string, Value> =
  Record<never, never> extends Value
    ? { readonly [Key in Name]?: Value }
    : undefined extends Value
      ? { readonly [Key in Name]?: Value }
      : { readonly [Key in Name]: Value };

/** What goes into a call of an operation. */
export type CallOf<Id extends OperationId> = Given<'params', Operations[Id]['params']> &
  Given<'query', QueryOf<Id>> &
  Given<'body', BodyOf<Id>> & { readonly signal?: AbortSignal | undefined };

/** Calls an operation of the API. Throws ApiError. */
export function call<Id extends OperationId>(
  id: Id,
  ...[input]: Record<never, never> extends CallOf<Id> ? [CallOf<Id>?] : [CallOf<Id>]
): Promise<AnswerOf<Id>> {
  const given = (input ?? {}) as {
    params?: Record<string, string>;
    query?: RequestOptions['query'];
    body?: unknown;
    signal?: AbortSignal;
  };
  return request<AnswerOf<Id>>(operationPath(id, given.params), {
    method: operations[id].split(' ')[0] as NonNullable<RequestOptions['method']>,
    ...(given.query ? { query: given.query } : {}),
    ...(given.body === undefined ? {} : { body: given.body }),
    signal: given.signal,
  });
}

/** The path of an operation, its parameters put in. */
export function operationPath(
  id: OperationId,
  params: Readonly<Record<string, string>> = {},
): string {
  const template = operations[id].slice(operations[id].indexOf(' ') + 1);
  return template.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${id} needs ${name}`);
    return encodeURIComponent(value);
  });
}
