// `node scripts/node.mjs scripts/generate-client.mjs`: writes the web site's API client from the OpenAPI
// document; with --check it only says whether what is there is what would be written.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument, routeContracts } from '../packages/api/src/index.ts';

const file = join(import.meta.dirname, '../packages/web/src/api/generated.ts');
const text = client(openApiDocument(routeContracts, { version: '' }));

if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) {
  console.error('packages/web/src/api/generated.ts is not of this API: npm run generate');
  process.exitCode = 1;
}

function client({ paths }) {
  const operations = Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    )
    // An older address of a route that has a newer one.
    .filter(({ operation }) => operation.deprecated !== true)
    .sort((a, b) => (a.operation.operationId < b.operation.operationId ? -1 : 1));
  return [
    '// Made from the OpenAPI document by `npm run generate`: change packages/api instead.',
    '',
    '/** What each operation takes and gives. */',
    'export interface Operations {',
    ...operations.map(typesOf),
    '}',
    '',
    '/** Where each operation is. */',
    'export const operations = {',
    ...operations.map(
      ({ path, method, operation }) =>
        `  '${operation.operationId}': '${method.toUpperCase()} ${path}',`,
    ),
    '} as const satisfies Record<keyof Operations, string>;',
    '',
  ].join('\n');
}

function typesOf({ operation }) {
  const { operationId, summary, parameters, requestBody, responses } = operation;
  const inPath = parameters.filter((each) => each.in === 'path');
  const inQuery = parameters.filter((each) => each.in === 'query');
  const body = requestBody?.content['application/json']?.schema;
  const answers = Object.entries(responses)
    .filter(([status]) => status !== 'default')
    .map(([, { content }]) => answerType(content));
  return [
    `  /** ${summary}. */`,
    `  '${operationId}': {`,
    `    params: ${membersOf(inPath)};`,
    `    query: ${membersOf(inQuery)};`,
    `    body: ${body === undefined ? 'undefined' : typeOf(body, body)};`,
    `    answer: ${[...new Set(answers)].join(' | ')};`,
    '  };',
  ].join('\n');
}

function answerType(content) {
  if (content === undefined) return 'undefined';
  const [[, { schema }]] = Object.entries(content);
  return schema === undefined ? 'string' : typeOf(schema, schema);
}

function membersOf(parameters) {
  if (parameters.length === 0) return 'Record<never, never>';
  const members = parameters.map(
    ({ name, required, schema }) =>
      `${key(name)}${required ? '' : '?'}: ${queryType(schema)}${required ? '' : ' | undefined'}`,
  );
  return `{ ${members.join('; ')} }`;
}

/** In an address everything is text: numbers and truth values may be given as themselves. */
function queryType(schema) {
  const type = typeOf(schema, schema);
  return type === 'unknown' ? 'string | number | boolean' : type;
}

/** The TypeScript type of a JSON Schema; `root` holds its definitions. */
function typeOf(schema, root) {
  if (schema.$ref !== undefined) return typeOf(definition(schema.$ref, root), root);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((each) => JSON.stringify(each)).join(' | ');
  const several = schema.anyOf ?? schema.oneOf;
  if (several !== undefined) {
    return [...new Set(several.map((each) => typeOf(each, root)))].join(' | ');
  }
  if (schema.allOf !== undefined) {
    return schema.allOf.map((each) => `(${typeOf(each, root)})`).join(' & ');
  }
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => typeOf({ ...schema, type }, root)).join(' | ');
  }
  switch (schema.type) {
    case 'string':
      return 'string';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array':
      return arrayType(schema, root);
    case 'object':
      return objectType(schema, root);
    default:
      return 'unknown';
  }
}

function arrayType({ items, prefixItems }, root) {
  if (prefixItems !== undefined) {
    return `[${prefixItems.map((each) => typeOf(each, root)).join(', ')}]`;
  }
  return `readonly (${items === undefined ? 'unknown' : typeOf(items, root)})[]`;
}

function objectType({ properties = {}, required = [], additionalProperties }, root) {
  const members = Object.entries(properties).map(([name, member]) => {
    const type = typeOf(member, root);
    return required.includes(name) ? `${key(name)}: ${type}` : `${key(name)}?: ${type} | undefined`;
  });
  const open = additionalProperties !== undefined && additionalProperties !== false;
  if (members.length === 0) {
    return `Record<string, ${open ? typeOf(additionalProperties, root) : 'unknown'}>`;
  }
  const rest = open ? ' & Record<string, unknown>' : '';
  return `{ ${members.join('; ')} }${rest}`;
}

function definition(reference, root) {
  const found = reference
    .replace(/^#\/?/, '')
    .split('/')
    .filter(Boolean)
    .reduce((value, part) => value?.[part], root);
  if (found === undefined || found === root) throw new Error(`cannot follow ${reference}`);
  return found;
}

function key(name) {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}
