import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookUpUser } from './container-user.ts';

describe('lookUpUser', () => {
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'users-'));
    mkdirSync(join(root, 'etc'));
    writeFileSync(
      join(root, 'etc/passwd'),
      'root:x:0:0:root:/root:/bin/sh\n\n# no entry\nbad:x:y:z::/\n ann:x:5:6::/home/ann:/bin/sh\n',
    );
    writeFileSync(join(root, 'etc/group'), 'root:x:0:\nmany:x:9:bob,ann\nown:x:6:ann\nbad:x\n');
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it.each([
    ['', { uid: 0, gid: 0, additionalGids: [0], home: '/root' }],
    ['ann', { uid: 5, gid: 6, additionalGids: [9, 6], home: '/home/ann' }],
    ['5:many', { uid: 5, gid: 9, additionalGids: [9], home: '/home/ann' }],
    ['70000:80000', { uid: 70000, gid: 80000, additionalGids: [80000], home: '/' }],
  ])('finds "%s"', async (user, expected) => {
    expect(await lookUpUser(root, user)).toEqual(expected);
  });

  it.each(['bob', 'ann:nobody', 'bad', '-1', '4294967296', 'ann:99999999999'])(
    'does not know "%s"',
    async (user) => {
      await expect(lookUpUser(root, user)).rejects.toMatchObject({ code: 'USER_UNKNOWN' });
    },
  );

  it('finds root where there are no files at all', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'users-'));
    try {
      expect(await lookUpUser(empty, '')).toMatchObject({ uid: 0, gid: 0, home: '/' });
    } finally {
      rmSync(empty, { recursive: true });
    }
  });
});
