import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inviteesOf } from './invitees.ts';

describe('those to be invited', () => {
  it('are set apart by commas, semicolons, spaces or lines', () => {
    expect(inviteesOf('ada, bob;carla@example.com\n"dora"\t<eve@example.com>')).toEqual([
      ...['ada', 'bob', 'carla@example.com', 'dora', 'eve@example.com'],
    ]);
    expect(inviteesOf(' ,;\n')).toEqual([]);
  });

  it('are each named once, whatever their case', () => {
    expect(inviteesOf('Ada@example.com ada@example.com')).toHaveLength(1);
  });

  it('hold no separators', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const each of inviteesOf(text)) expect(each).toMatch(/^[^\s,;]+$/);
      }),
    );
  });
});
