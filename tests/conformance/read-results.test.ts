import { expect, test } from 'vitest';
import { readResults } from './read-results.ts';

test('reads passes, failures and skips by section', () => {
  const yaml =
    'config:\n  registry: here:5000\napis:\n  Ping: Pass\n  Blob get: FAIL\ndata:\n  Tag Param: Skip\n';
  expect(readResults(yaml)).toEqual({
    apis: [
      ['Ping', 'Pass'],
      ['Blob get', 'FAIL'],
    ],
    data: [['Tag Param', 'Skip']],
  });
});
