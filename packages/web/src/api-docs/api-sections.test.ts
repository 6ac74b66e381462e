import { openApiDocument, routeContracts } from '@slipway/api';
import { describe, expect, it } from 'vitest';
import { findOperations, sectionsOf } from './api-sections.ts';
import { curlCommand } from './curl-command.ts';
import { schemaRow } from './schema-rows.ts';

const document = openApiDocument(routeContracts, { version: '1' });
const sections = sectionsOf(document);
const operations = sections.flatMap((section) => section.operations);

describe('the sections of the API', () => {
  it('hold every operation once, an older address beside the newer one', () => {
    expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual(
      routeContracts.map(({ id }) => id).sort(),
    );
    const also = routeContracts.flatMap(({ alsoAt = [] }) => alsoAt);
    expect(operations.flatMap(({ alsoAt }) => alsoAt).sort()).toEqual([...also].sort());
  });

  it('have anchors of their own', () => {
    const anchors = [...sections, ...operations].map(({ anchor }) => anchor);
    expect(new Set(anchors).size).toBe(anchors.length);
    for (const anchor of anchors) expect(anchor).toMatch(/^[a-z0-9.-]+$/);
  });

  it('are searched by all of the words, wherever they stand', () => {
    const found = findOperations(sections, 'POST access-tokens personal');
    const all = found.flatMap((section) => section.operations);
    expect(all.map(({ anchor }) => anchor)).toContain('access-token.create');
    expect(all.every(({ method, path }) => method === 'POST' && path.includes('access'))).toBe(
      true,
    );
    expect(findOperations(sections, 'nothing has this word')).toEqual([]);
    expect(findOperations(sections, '  ')).toHaveLength(sections.length);
  });

  it('say how an operation is called', () => {
    const create = operations.find(({ anchor }) => anchor === 'access-token.create');
    expect(create && curlCommand('https://hub.example', create)).toBe(
      `curl -X POST -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d @body.json 'https://hub.example/v2/access-tokens'`,
    );
  });
});

describe('a schema for people', () => {
  const row = (schema: Record<string, unknown>) => schemaRow(schema, { root: schema });

  it('names types, lists, choices and what may be null', () => {
    expect(row({ type: 'array', items: { type: 'string' } }).type).toBe('list of texts');
    expect(row({ enum: ['a', 'b'] }).type).toBe('"a" or "b"');
    expect(row({ anyOf: [{ type: 'integer' }, { type: 'null' }] }).type).toBe(
      'whole number or null',
    );
    expect(row({ type: ['string', 'null'], format: 'uuid' }).type).toBe('text (uuid) or null');
    expect(row({}).type).toBe('anything');
  });

  it('tells members, which are required, and their bounds', () => {
    const { members } = row({
      type: 'object',
      required: ['name'],
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 100 },
        page: { type: 'integer', default: 1, maximum: Number.MAX_SAFE_INTEGER },
      },
    });
    expect(members).toMatchObject([
      { name: 'name', required: true, notes: ['1 to 100 characters'] },
      { name: 'page', required: false, notes: ['default: 1'] },
    ]);
  });

  it('cuts off a schema that contains itself', () => {
    const schema = { type: 'object', properties: { child: { $ref: '#' } } };
    expect(JSON.stringify(row(schema)).length).toBeLessThan(5000);
  });

  it('has a line for every schema of the document', () => {
    for (const { operation } of operations) {
      for (const { content = {} } of Object.values(operation.responses)) {
        for (const { schema } of Object.values(content)) {
          if (schema) expect(schemaRow(schema, { root: schema }).type).not.toBe('');
        }
      }
    }
  });
});
