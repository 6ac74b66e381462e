import { expect, it } from 'vitest';
import { pageOf } from './use-route-focus.ts';

it('takes tabs of one thing for one page', () => {
  expect(pageOf('/r/kirtan/my-app/tags')).toBe(pageOf('/r/kirtan/my-app'));
  expect(pageOf('/r/kirtan/my-app')).not.toBe(pageOf('/r/kirtan/other'));
  expect(pageOf('/u/kirtan')).not.toBe(pageOf('/u/mia'));
  expect(pageOf('/explore')).not.toBe(pageOf('/'));
});
