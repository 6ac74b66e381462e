import { describe, expect, it } from 'vitest';
import { reachWords, resourcesOf } from './token-reach.ts';

describe('what an organization’s token reaches', () => {
  it('is said in words, from what the API takes', () => {
    const reach = { repositories: ['acme/app', 'acme/web'], push: true, publicRead: true };
    expect(reachWords(resourcesOf(reach))).toBe(
      'Pull and push acme/app, pull and push acme/web, pull what is public',
    );
    expect(reachWords(resourcesOf({ ...reach, push: false, publicRead: false }))).toBe(
      'Pull acme/app, pull acme/web',
    );
    expect(reachWords([])).toBe('Reaches nothing');
  });
});
