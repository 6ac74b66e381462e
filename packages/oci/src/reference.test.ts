import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatReference, InvalidReferenceError, parseReference } from './index.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const defaults = { registry: 'hub.example:5000', tag: 'latest' };

describe('reference', () => {
  it.each([
    ['my-app', 'hub.example:5000/library/my-app:latest'],
    ['kirtan/my-app', 'hub.example:5000/kirtan/my-app:latest'],
    ['kirtan/my-app:1.0', 'hub.example:5000/kirtan/my-app:1.0'],
    ['localhost/app', 'localhost/app:latest'],
    ['registry.k8s.io/pause:3.9', 'registry.k8s.io/pause:3.9'],
    ['hub.example:5000/my-app', 'hub.example:5000/library/my-app:latest'],
    ['localhost:5000/kirtan/app:x', 'localhost:5000/kirtan/app:x'],
    ['127.0.0.1:5000/a/b', '127.0.0.1:5000/a/b:latest'],
    ['[::1]:5000/a/b', '[::1]:5000/a/b:latest'],
    ['index.docker.io/node', 'docker.io/library/node:latest'],
    ['ghcr.io/a/b/c:t', 'ghcr.io/a/b/c:t'],
    [`a/b@${digest}`, `hub.example:5000/a/b@${digest}`],
    [`a/b:t@${digest}`, `hub.example:5000/a/b:t@${digest}`],
  ])('%s is %s', (text, complete) => {
    const reference = parseReference(text, defaults);
    expect(formatReference(reference)).toBe(complete);
    expect(parseReference(complete, { registry: 'other.example', tag: 'other' })).toEqual(
      reference,
    );
  });

  it('gives no tag where none is written and no default is', () => {
    expect(parseReference('a/b', { registry: 'h.example' }).tag).toBeUndefined();
  });

  it.each([
    ['a/B', /lower-case/],
    ['a/b:', /is no tag/],
    ['a/b@sha256:1', /is no sha256/],
    ['', /names no repository/],
    ['host.example/', /names no repository/],
    ['ho st.example:80/a', /no registry host/],
    ['a//b', /no repository name/],
    ['../a', /no registry host/],
  ])('refuses %j and says why', (text, why) => {
    expect(() => parseReference(text, defaults)).toThrow(why);
  });

  it('either reads a reference that it writes again the same, or says it is invalid', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aB1:/@.-_['), maxLength: 40 }), (text) => {
        try {
          const reference = parseReference(text, defaults);
          expect(parseReference(formatReference(reference), defaults)).toEqual(reference);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidReferenceError);
        }
      }),
    );
  });
});
