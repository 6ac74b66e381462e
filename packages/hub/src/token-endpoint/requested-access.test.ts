import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { basicCredentials } from './basic-credentials.ts';
import { requestedAccess } from './requested-access.ts';

describe('what a token request asks for', () => {
  test('is read from any number of parameters, spaces within them, and joined by resource', () => {
    expect(
      requestedAccess([
        'repository:a/b:pull repository:c:push,pull',
        'repository:a/b:push,pull',
        'repository(plugin):p/q:*',
        'registry:catalog:*',
      ]),
    ).toEqual([
      { type: 'repository', name: 'a/b', actions: ['pull', 'push'] },
      { type: 'repository', name: 'library/c', actions: ['push', 'pull'] },
      { type: 'repository', name: 'p/q', actions: ['*'] },
      { type: 'registry', name: 'catalog', actions: ['*'] },
    ]);
  });

  test('leaves out what is no scope, and never throws', () => {
    for (const scope of ['', ':', 'repository', 'repository:a', 'repository:A/b:pull', '::']) {
      expect(requestedAccess([scope]).filter(({ type }) => type === 'repository')).toEqual([]);
    }
    fc.assert(
      fc.property(fc.array(fc.string()), (scopes) => {
        for (const { type, name } of requestedAccess(scopes)) {
          if (type === 'repository') expect(name).toMatch(/^[a-z0-9_-]+\/[a-z0-9._-]+$/);
        }
      }),
    );
  });
});

describe('Basic credentials', () => {
  test('are read as they were written, whatever the secret holds', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((name) => !name.includes(':')),
        fc.string({ unit: 'grapheme' }),
        (name, secret) => {
          const encoded = Buffer.from(`${name}:${secret}`).toString('base64');
          expect(basicCredentials(`Basic ${encoded}`)).toEqual({ name, secret });
        },
      ),
    );
  });

  test('are malformed in any other form', () => {
    expect(basicCredentials(undefined)).toBeUndefined();
    for (const header of ['', 'Basic', 'Bearer abc', 'Basic ???', 'Basic YQ==']) {
      expect(basicCredentials(header)).toBe('malformed');
    }
  });
});
