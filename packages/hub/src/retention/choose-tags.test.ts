import { naturalSortKey } from '@slipway/oci';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseTags, dayMs, type RetainedTag } from './choose-tags.ts';

const now = 1_800_000_000_000;
const mutable = { enabled: false, rules: [] };
const none = { keep_last: null, keep_pushed_days: null, keep_pulled_days: null };

function tag(name: string, pushedDaysAgo: number, pulledDaysAgo?: number): RetainedTag {
  return {
    ...{ name, digest: `digest of ${name}`, sortKey: naturalSortKey(name) },
    pushedAt: now - pushedDaysAgo * dayMs,
    pulledAt: pulledDaysAgo === undefined ? 0 : now - pulledDaysAgo * dayMs,
  };
}

function going(rules: object[], tags: RetainedTag[], more: object = {}): string[] {
  const policy = {
    always_keep: [],
    rules: rules.map((rule) => ({ tags: '.*', keep_last_by: 'push' as const, ...none, ...rule })),
    ...more,
  };
  return chooseTags(policy, tags, { immutable: mutable, now }).map(({ tag: each }) => each.name);
}

describe('retention rules', () => {
  const tags = [tag('1.9', 1), tag('1.10', 5), tag('1.2', 3), tag('main', 40, 2), tag('pr-7', 50)];

  test('keep the last by push, or the highest versions', () => {
    expect(going([{ tags: '1.*', keep_last: 2 }], tags)).toEqual(['1.10']);
    expect(going([{ tags: '1.*', keep_last: 1, keep_last_by: 'version' }], tags)).toEqual([
      ...['1.9', '1.2'],
    ]);
  });

  test('keep what was pushed or pulled lately; the first rule that matches decides', () => {
    expect(going([{ keep_pushed_days: 30 }], tags).sort()).toEqual(['main', 'pr-7']);
    expect(going([{ keep_pulled_days: 30 }], tags)).toEqual(['pr-7']);
    const rules = [{ tags: 'pr-.*', keep_last: 10 }, { keep_pushed_days: 2 }];
    expect(going(rules, tags).sort()).toEqual(['1.10', '1.2', 'main']);
    expect(going(rules, tags, { always_keep: ['main', '1.1.*'] })).toEqual(['1.2']);
  });

  test('leave immutable tags and what is attached to images', () => {
    const attached = tag(`sha256-${'a'.repeat(64)}.sig`, 900);
    const policy = {
      always_keep: [],
      rules: [{ tags: '.*', keep_last_by: 'push' as const, ...none, keep_pushed_days: 1 }],
    };
    const immutable = { enabled: true, rules: ['1.*'] };
    const chosen = chooseTags(policy, [...tags, attached], { immutable, now });
    expect(chosen.map(({ tag: each }) => each.name).sort()).toEqual(['main', 'pr-7']);
    expect(chosen[0]?.reason).toMatch(/rule 1 .* not pushed for 1 day/);
  });

  test('whatever the tags are: so many stay, and nothing goes that was pushed lately', () => {
    const any = fc.record({
      name: fc.stringMatching(/^[a-c0-9][a-c0-9.]{0,5}$/),
      pushed: fc.nat(100),
      pulled: fc.option(fc.nat(100), { nil: undefined }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(any, { selector: ({ name }) => name, maxLength: 30 }),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom('push', 'version'),
        (given, keep, days, by) => {
          const all = given.map(({ name, pushed, pulled }) => tag(name, pushed, pulled));
          const rule = { keep_last: keep, keep_last_by: by, keep_pushed_days: days };
          const gone = new Set(going([rule], all));
          const left = all.filter(({ name }) => !gone.has(name));
          expect(left.length).toBeGreaterThanOrEqual(Math.min(keep, all.length));
          for (const each of all) {
            if (each.pushedAt > now - days * dayMs) expect(gone.has(each.name)).toBe(false);
          }
          // What stays beyond the number has another reason to.
          const order = [...all].sort((a, b) =>
            by === 'version'
              ? a.sortKey < b.sortKey
                ? 1
                : -1
              : b.pushedAt - a.pushedAt || (a.sortKey < b.sortKey ? 1 : -1),
          );
          for (const each of order.slice(keep)) {
            if (each.pushedAt <= now - days * dayMs) expect(gone.has(each.name)).toBe(true);
          }
        },
      ),
    );
  });
});
