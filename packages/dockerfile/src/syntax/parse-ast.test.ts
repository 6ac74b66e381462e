import { describe, expect, it } from 'vitest';
import { DockerfileError } from '../errors/dockerfile-error.ts';
import { dumpAst } from '../testing/dump-ast.ts';
import { fixtureCases, readFixture, sharedFixtures } from '../testing/shared-fixtures.ts';
import { parseAst } from './parse-ast.ts';

const positive = sharedFixtures('buildkit-parser/testfiles');
const negative = sharedFixtures('buildkit-parser/testfiles-negative');
const lines = sharedFixtures('buildkit-parser/testfile-line');

function parse(text: string) {
  return parseAst(text, { fileName: 'Dockerfile' });
}

describe.skipIf(positive === undefined)('BuildKit’s parser fixtures', () => {
  const names = positive === undefined ? [] : fixtureCases(positive);

  it('are all there', () => {
    expect(names).toHaveLength(33);
  });

  it.each(names)('%s', (name) => {
    const ast = parse(readFixture(positive ?? '', name, 'Dockerfile'));
    expect(`${dumpAst(ast)}\n`).toBe(readFixture(positive ?? '', name, 'result'));
  });
});

describe.skipIf(negative === undefined)('BuildKit’s negative parser fixtures', () => {
  it.each(negative === undefined ? [] : fixtureCases(negative))('%s', (name) => {
    expect(() => parse(readFixture(negative ?? '', name, 'Dockerfile'))).toThrow(DockerfileError);
  });
});

describe.skipIf(lines === undefined)('BuildKit’s line fixture', () => {
  it('has its instructions where they stand', () => {
    const { nodes } = parse(readFixture(lines ?? '', 'Dockerfile'));
    expect(nodes.map(({ range }) => [range.start, range.end])).toEqual([
      [5, 5],
      [11, 12],
      [17, 31],
    ]);
  });
});
