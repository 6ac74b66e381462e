import type { RouteContract } from '@slipway/api';
import type { z } from 'zod';
import type { AnswerPage, AnswerSchema, HubApi } from './hub-api.ts';

/** What a route answers when all is well. */
export type AnswerOf<C extends RouteContract> = {
  [S in keyof C['answers']]: C['answers'][S] extends { readonly schema: infer Z extends z.ZodType }
    ? z.output<Z>
    : never;
}[keyof C['answers']];

type BodyOf<C extends RouteContract> = C extends { readonly body: infer Z extends z.ZodType }
  ? z.input<Z>
  : undefined;

/** What a call needs beside its contract. */
export interface CallInput<C extends RouteContract> {
  /** For the parts of the path that are in braces. */
  readonly params?: Readonly<Record<string, string>>;
  /** What is undefined is left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: BodyOf<C>;
}

/** Calls a route; undefined where its answer has no body. */
export async function callContract<C extends RouteContract>(
  api: HubApi,
  contract: C,
  input: CallInput<C> = {},
): Promise<AnswerOf<C>> {
  const { body } = input;
  const call = {
    method: contract.method,
    path: pathOf(contract, input),
    ...(body === undefined ? {} : { body }),
  };
  const schemas = Object.values(contract.answers).flatMap(({ schema }) => (schema ? [schema] : []));
  if (schemas.length > 0) return await api.ask(call, oneOf<AnswerOf<C>>(schemas));
  await api.tell(call);
  return undefined as AnswerOf<C>;
}

/** Takes what any of a route's answers is. */
function oneOf<T>(schemas: readonly z.ZodType[]): AnswerSchema<T> {
  return {
    safeParse(value) {
      for (const schema of schemas) {
        const read = schema.safeParse(value);
        if (read.success) return { success: true, data: read.data as T };
      }
      return { success: false };
    },
  };
}

type ItemOf<C extends RouteContract> =
  AnswerOf<C> extends { readonly results: readonly (infer Item)[] } ? Item : never;

/** Every entry of a list that comes in pages. */
export async function listContract<C extends RouteContract>(
  api: HubApi,
  contract: C,
  input: CallInput<C> = {},
): Promise<readonly ItemOf<C>[]> {
  const schema = contract.answers[200]?.schema as unknown as AnswerSchema<AnswerPage<ItemOf<C>>>;
  return await api.list(pathOf(contract, input), schema);
}

function pathOf(
  { path }: RouteContract,
  { params = {}, query = {} }: Pick<CallInput<RouteContract>, 'params' | 'query'>,
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`the path wants ${name}`);
    return encodeURIComponent(value);
  });
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  return given.length === 0 ? filled : `${filled}?${new URLSearchParams(given)}`;
}
