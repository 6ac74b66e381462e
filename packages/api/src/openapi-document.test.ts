import { expect, test } from 'vitest';
import { openApiDocument } from './openapi-document.ts';
import { routeContracts } from './route-contracts.ts';

const document = openApiDocument(routeContracts, { version: '1.2.3' });
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

test('every route is in the document, at each of its addresses', () => {
  for (const contract of routeContracts) {
    for (const path of [contract.path, ...(contract.alsoAt ?? [])]) {
      expect(document.paths[path]?.[contract.method.toLowerCase()]?.summary).toBe(contract.summary);
    }
  }
  expect(operations.length).toBeGreaterThan(20);
});

test('no two operations have one id, and no two routes one address', () => {
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const addresses = routeContracts.flatMap(({ method, path, alsoAt = [] }) =>
    [path, ...alsoAt].map((each) => `${method} ${each.replaceAll(/\{[^}]+\}/g, '{}')}`),
  );
  expect(addresses.filter((each, index) => addresses.indexOf(each) !== index)).toEqual([]);
});

test('other addresses have the parameters of the first', () => {
  for (const { path, alsoAt = [] } of routeContracts) {
    for (const other of alsoAt) expect(parametersOf(other), other).toEqual(parametersOf(path));
  }
});

test('it is plain JSON', () => {
  expect(JSON.parse(JSON.stringify(document))).toEqual(document);
});

function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name).sort();
}
