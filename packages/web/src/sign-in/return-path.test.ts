import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterSignIn, returnPath } from './return-path.ts';

const asked = (path: string) => `return=${encodeURIComponent(path)}`;

describe('the page to go back to', () => {
  it('is the one that was asked for, its query with it', () => {
    expect(returnPath(asked('/r/kirtan/my-app/tags?sort=name'), '')).toBe(
      '/r/kirtan/my-app/tags?sort=name',
    );
    expect(returnPath('', '')).toBe('/');
  });

  it('is below the prefix, whether it was written with it or not', () => {
    expect(returnPath(asked('/hub/account'), '/hub')).toBe('/account');
    expect(returnPath(asked('/hub'), '/hub')).toBe('/');
    expect(returnPath(asked('/hubs'), '/hub')).toBe('/hubs');
  });

  it('is never another site', () => {
    for (const path of [
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example/',
      '\\\\evil.example',
      '/\t/evil.example',
      '/.//evil.example',
      '/hub//evil.example',
      'javascript:alert(1)',
      ' /\\evil.example',
    ]) {
      expect(returnPath(asked(path), '/hub'), path).toBe('/');
    }
  });

  it('stays on this site whatever is given', () => {
    const part = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      ':',
      '@',
      '#',
      '?',
      '\t',
      '\n',
      'evil',
      'hub',
      '%2f',
    );
    const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (path) => {
        const found = returnPath(asked(path), '/hub');
        expect(new URL(found, 'https://site.example/').origin).toBe('https://site.example');
        expect(new URL(`/hub${found}`, 'https://site.example/').origin).toBe(
          'https://site.example',
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('is not signing in itself', () => {
    expect(afterSignIn(asked('/sign-in?return=%2Faccount'), '')).toBe('/');
    expect(afterSignIn(asked('/account'), '')).toBe('/account');
  });
});
