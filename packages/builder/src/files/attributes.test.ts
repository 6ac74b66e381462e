import { join } from 'node:path';
import { setAttribute } from '@slipway/linux';
import { expect, test } from 'vitest';
import { makeTree, prepare } from '../testing/copy-fixture.ts';
import { formatAttributes, parseAttributes } from './attributes.ts';
import { openDigestCache } from './digest-cache.ts';

test('extended attributes are copied, digested, and remembered', async () => {
  const folder = makeTree({ a: '1', 'd/b': '2' });
  const digests = await openDigestCache(join(makeTree({}), 'cache'));
  const tree = { folder, ownedByRoot: true, digests };
  const plain = (await prepare(folder, ['.'])).digest;
  for (const path of ['a', 'd']) {
    setAttribute(Buffer.from(join(folder, path)), 'user.note', Buffer.from(`of ${path}`));
  }
  const digest = (await prepare(tree, ['.'])).digest;
  expect(digest).not.toBe(plain);
  const again = await prepare(tree, ['.']);
  expect(again.digest).toBe(digest);
  const found: Record<string, string> = {};
  for await (const { header } of again.entries()) {
    for (const [name, value] of header.xattrs ?? []) {
      found[`${String(header.name)} ${name}`] = Buffer.from(value).toString();
    }
  }
  await again.close();
  expect(found).toEqual({ 'a user.note': 'of a', 'd user.note': 'of d' });
});

test('attributes as text keep every byte', () => {
  const attributes = new Map([
    ['user.a b=&%', Buffer.from([0, 255, 38, 61])],
    ['security.capability', Buffer.alloc(20, 7)],
  ]);
  expect(parseAttributes(formatAttributes(attributes))).toEqual(attributes);
  expect(parseAttributes(formatAttributes(undefined))).toBeUndefined();
});
