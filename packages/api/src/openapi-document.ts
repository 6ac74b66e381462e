import { z } from 'zod';
import { problemSchema } from './problem.ts';
import type { RouteAccess } from './route-access.ts';
import type { AnswerContract, RouteContract } from './route-contract.ts';

/** A document of the OpenAPI Specification 3.1, as far as anybody here looks into one. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: Readonly<Record<string, unknown>>;
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly parameters: readonly OpenApiParameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Content }>
  >;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  /** Who may call it, in words. */
  readonly 'x-slipway-access': string;
}

export interface OpenApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: JsonSchema;
}

type Content = Readonly<Record<string, { readonly schema?: JsonSchema }>>;

/** A JSON Schema of draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The document of these routes. A route's other addresses are operations of their own, `…-2`, deprecated. */
export function openApiDocument(
  contracts: readonly RouteContract[],
  about: { readonly version: string },
): OpenApiDocument {
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const contract of contracts) {
    [contract.path, ...(contract.alsoAt ?? [])].forEach((path, index) => {
      paths[path] ??= {};
      paths[path][contract.method.toLowerCase()] = operation(contract, { path, index });
    });
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Slipway',
      version: about.version,
      description:
        "Docker Hub's API, and what Slipway adds in the same style. Every address also works with a slash at its end. Errors are problems (RFC 9457) with Docker Hub's `message` and `detail`.",
    },
    tags: [...new Set(contracts.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: jsonSchema(problemSchema, 'output') },
      responses: {
        Problem: {
          description: 'What went wrong, and what to do',
          content: { 'application/problem+json': { schema: ref('schemas/Problem') } },
        },
      },
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'From `POST /v2/auth/token`; older clients send it as `JWT`.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'slipway_session',
          description: "A browser's, from `POST /v2/session`; changes also need `X-CSRF-Token`.",
        },
      },
    },
  };
}

function operation(
  contract: RouteContract,
  at: { readonly path: string; readonly index: number },
): OpenApiOperation {
  const { id, tag, summary, description, access, body } = contract;
  return {
    operationId: at.index === 0 ? id : `${id}-${at.index + 1}`,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(at.index === 0 ? {} : { deprecated: true }),
    parameters: [...pathParameters(at.path), ...queryParameters(contract)],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: jsonContent(jsonSchema(body, 'input')) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(contract.answers).map(([status, answer]) => [status, response(answer)]),
      ),
      default: { $ref: '#/components/responses/Problem' } as never,
    },
    security:
      access.kind === 'anyone' || access.kind === 'filtered'
        ? [{}, { token: [] }, { session: [] }]
        : [{ token: [] }, { session: [] }],
    'x-slipway-access': inWords(access),
  };
}

function pathParameters(path: string): OpenApiParameter[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters({ query }: RouteContract): OpenApiParameter[] {
  if (query === undefined) return [];
  const schema = jsonSchema(query, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: schema.required?.includes(name) ?? false,
    schema: property,
  }));
}

function response({ description, schema, mediaType }: AnswerContract) {
  if (schema !== undefined) {
    return { description, content: jsonContent(jsonSchema(schema, 'output'), mediaType) };
  }
  return mediaType === undefined ? { description } : { description, content: { [mediaType]: {} } };
}

function jsonContent(schema: JsonSchema, mediaType = 'application/json'): Content {
  return { [mediaType]: { schema } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

function ref(name: string): JsonSchema {
  return { $ref: `#/components/${name}` };
}

function inWords(access: RouteAccess): string {
  switch (access.kind) {
    case 'anyone':
      return 'anyone';
    case 'filtered':
      return 'anyone; the answer holds what the caller may see';
    case 'account':
      return access.password ? 'an account, not by an access token' : 'an account';
    case 'administrator':
      return 'an administrator, not by an access token';
    case 'repository':
      return `whoever may ${access.verb === 'administer' ? 'administer' : access.verb} the repository`;
    case 'create-repository':
      return 'whoever may make repositories in the namespace';
    case 'organization':
      return `at least ${access.role} of the organization, not by an access token`;
    case 'namespace':
      return 'the account itself or an owner of the organization, not by an access token';
  }
}
