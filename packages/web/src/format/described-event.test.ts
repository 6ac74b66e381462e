import { expect, it } from 'vitest';
import { partsOfEvent } from './described-event.ts';

it('finds the names in what is said', () => {
  const said =
    'pushed the tag 2.0 with the digest sha256:24027fdfc262 to the repository kirtan/my-app';
  const parts = partsOfEvent({
    action_description: said,
    name: 'kirtan/my-app',
    data: { tag: '2.0' },
  });
  expect(parts.map(({ kind }) => kind)).toEqual([
    ...(['text', 'tag', 'text', 'digest', 'text', 'name'] as const),
  ]);
  expect(parts.map(({ text }) => text).join('')).toBe(said);
});

it('takes no part of a word for a name', () => {
  const parts = partsOfEvent({
    action_description: 'gave mia write access to kirtan/my-app-2',
    name: 'kirtan/my-app',
    data: {},
  });
  expect(parts).toEqual([{ kind: 'text', text: 'gave mia write access to kirtan/my-app-2' }]);
});
