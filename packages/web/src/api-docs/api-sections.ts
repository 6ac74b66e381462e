import type { OpenApiDocument, OpenApiOperation } from '@slipway/api';

/** An operation with where it is. */
export interface ApiOperation {
  /** The fragment of its address. */
  readonly anchor: string;
  readonly method: string;
  readonly path: string;
  /** Older addresses of the same. */
  readonly alsoAt: readonly string[];
  readonly operation: OpenApiOperation;
}

export interface ApiSection {
  readonly name: string;
  readonly anchor: string;
  readonly operations: readonly ApiOperation[];
}

/** The operations of a document by section, in its own order; an older address goes with the newer one. */
export function sectionsOf(document: OpenApiDocument): ApiSection[] {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const older = Map.groupBy(
    all.filter(({ operation }) => operation.deprecated),
    ({ operation }) => operation.operationId.replace(/-\d+$/, ''),
  );
  const current = all
    .filter(({ operation }) => !operation.deprecated)
    .map(({ path, method, operation }) => ({
      anchor: anchorOf(operation.operationId),
      method: method.toUpperCase(),
      path,
      alsoAt: (older.get(operation.operationId) ?? []).map((each) => each.path),
      operation,
    }));
  const sections = Map.groupBy(current, ({ operation }) => operation.tags[0] ?? 'Other');
  return [...sections].map(([name, operations]) => ({ name, anchor: anchorOf(name), operations }));
}

function anchorOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9.]+/g, '-');
}

/** What is left of the sections by a search: each word must be somewhere in an operation. */
export function findOperations(sections: readonly ApiSection[], search: string): ApiSection[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return sections
    .map((section) => ({
      ...section,
      operations: section.operations.filter((each) => {
        const text = wordsOf(section, each);
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ operations }) => operations.length > 0);
}

function wordsOf(section: ApiSection, { method, path, alsoAt, operation }: ApiOperation): string {
  const { operationId, summary, description = '', parameters } = operation;
  const names = parameters.map(({ name }) => name);
  return [section.name, method, path, ...alsoAt, operationId, summary, description, ...names]
    .join('\n')
    .toLowerCase();
}
