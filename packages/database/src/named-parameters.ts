import { type Compilable, type Expression, type Kysely, sql } from 'kysely';
import type { ParameterOf } from './database.ts';

class ParameterMarker {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** SQL compiled once, and how to put named values in its placeholders' order. */
export interface NamedQuery {
  readonly sql: string;
  values(parameters: object): unknown[];
}

/** Compiles a query whose parameters are given by name; constants in it stay what they are. */
export function compileNamed<Tables, Parameters extends object, Row>(
  query: Kysely<Tables>,
  build: (query: Kysely<Tables>, parameter: ParameterOf<Parameters>) => Compilable<Row>,
): NamedQuery {
  const parameter = (name: string) => sql.val(new ParameterMarker(name)) as Expression<never>;
  const compiled = build(query, parameter).compile();
  return {
    sql: compiled.sql,
    values: (parameters) =>
      compiled.parameters.map((value) =>
        value instanceof ParameterMarker ? named(parameters, value.name) : value,
      ),
  };
}

function named(parameters: object, name: string): unknown {
  const value = (parameters as Record<string, unknown>)[name];
  if (value === undefined) {
    throw new TypeError(
      `the prepared query's parameter "${name}" is missing; for SQL's null give null`,
    );
  }
  return value;
}
