import { expect, it } from 'vitest';
import { listOf, toggled } from './filter-options.ts';

it('keeps ticked boxes in the address', () => {
  const params = new URLSearchParams('architectures=amd64,arm64');
  expect(listOf(params, 'architectures')).toEqual(['amd64', 'arm64']);
  expect(listOf(params, 'badges')).toEqual([]);
  expect(toggled(['amd64'], 'arm64')).toBe('amd64,arm64');
  expect(toggled(['amd64', 'arm64'], 'amd64')).toBe('arm64');
});
