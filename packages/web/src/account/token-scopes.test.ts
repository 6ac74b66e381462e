import { describe, expect, it } from 'vitest';
import { scopeWords, tokenEnd, tokenState } from './token-scopes.ts';

const now = new Date('2026-03-01T12:00:00Z');

describe('tokens', () => {
  it('are described by the widest of their scopes', () => {
    expect(scopeWords(['repo:write', 'repo:read'])).toBe('Pull and push');
    expect(scopeWords(['repo:public_read'])).toBe('Pull what is public');
  });

  it('end so many days from now, or never', () => {
    expect(tokenEnd('7', now)).toBe('2026-03-08T12:00:00.000Z');
    expect(tokenEnd('none', now)).toBeNull();
  });

  it('work, are switched off, or are over', () => {
    expect(tokenState({ is_active: true, expires_at: null }, now)).toBe('active');
    expect(tokenState({ is_active: false, expires_at: null }, now)).toBe('off');
    expect(tokenState({ is_active: false, expires_at: '2026-03-01T12:00:00Z' }, now)).toBe(
      'expired',
    );
  });
});
