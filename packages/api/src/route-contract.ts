import type { z } from 'zod';
import type { RouteAccess } from './route-access.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One answer that a route gives when all is well. */
export interface AnswerContract {
  /** What it is, for people. */
  readonly description: string;
  /** The JSON body; without one there is none, or (with `mediaType`) it is no JSON. */
  readonly schema?: z.ZodType;
  /** Where it is not `application/json`. */
  readonly mediaType?: string;
}

/**
 * What one route of the API takes, gives and asks of its caller. The hub serves it, the document
 * describes it and clients are made from it: all three from this.
 */
export interface RouteContract {
  /** `repository.create`: unique; the operation's id in the document. */
  readonly id: string;
  /** HEAD comes with every GET. */
  readonly method: HttpMethod;
  /** `/v2/access-tokens/{uuid}`: a part in braces is one segment. */
  readonly path: string;
  /** Other addresses of the same route, with the same parameters: as older clients of Docker Hub call it. */
  readonly alsoAt?: readonly string[];
  /** The section of the document. */
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: RouteAccess;
  /** Query parameters, an object of strings; what is not named is ignored. */
  readonly query?: z.ZodObject;
  /** The JSON body. */
  readonly body?: z.ZodType;
  /** By status. Errors are problems and are named by none. */
  readonly answers: Readonly<Record<number, AnswerContract>>;
}

/** A contract, with the types of its schemas kept. */
export function contract<const Contract extends RouteContract>(definition: Contract): Contract {
  return definition;
}
