import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Reach, reach } from '../tokens/scopes.ts';
import type { Place } from './live-state.ts';
import type { RepositoryVerb } from './permissions.ts';
import { judge, mayCreate } from './policy.ts';
import { anonymous, type Subject } from './subject.ts';

const owner = 7;

const subject: fc.Arbitrary<Subject> = fc.oneof(
  fc.constant(anonymous),
  fc
    .record({
      accountId: fc.constantFrom(owner, 8),
      administrator: fc.boolean(),
      reach: fc.constantFrom<Reach>(1, 2, 3, 4, 5),
    })
    .map((some) => ({
      ...some,
      name: `account-${some.accountId}`,
      credential: { kind: 'password', generation: 1 } as const,
    })),
);

const verb = fc.constantFrom<RepositoryVerb>('pull', 'push', 'delete', 'administer');

const namespace = fc.constantFrom<Place['namespace']>(
  { id: owner, kind: 'personal' },
  { id: 1, kind: 'official' },
);

function repository(visibility: 'public' | 'private', closed = false) {
  return { id: 1, name: 'some/name', visibility, sparse: false, closed };
}

describe('policy', () => {
  test('whoever may not see a private repository gets what he would get without one', () => {
    fc.assert(
      fc.property(subject, verb, namespace, (who, what, where) => {
        const there = judge(who, { namespace: where, repository: repository('private') }, what);
        const absent = judge(who, { namespace: where, repository: undefined }, what);
        const sees =
          judge(who, { namespace: where, repository: repository('private') }, 'pull').kind ===
          'granted';
        if (!sees) expect(there).toEqual(absent);
      }),
    );
  });

  test('a namespace that is not there answers strangers as one that is', () => {
    fc.assert(
      fc.property(subject, verb, (who, what) => {
        if (who.administrator || who.accountId === owner) return;
        const here: Place = { namespace: { id: owner, kind: 'personal' }, repository: undefined };
        const nowhere: Place = { namespace: undefined, repository: undefined };
        expect(judge(who, here, what)).toEqual(judge(who, nowhere, what));
      }),
    );
  });

  test('more reach never means less', () => {
    fc.assert(
      fc.property(subject, verb, namespace, fc.boolean(), (who, what, where, shared) => {
        const place = { namespace: where, repository: repository(shared ? 'public' : 'private') };
        if (judge(who, place, what).kind !== 'granted') return;
        const more = { ...who, reach: reach.account };
        expect(judge(more, place, what).kind).toBe('granted');
      }),
    );
  });

  test('a closed repository is granted to nobody, and its name is not given away', () => {
    fc.assert(
      fc.property(subject, verb, namespace, (who, what, where) => {
        const place = { namespace: where, repository: repository('public', true) };
        const verdict = judge(who, place, what);
        if (verdict.kind === 'granted') expect(verdict.repository).toBeUndefined();
        if (what === 'push') expect(verdict.kind).not.toBe('granted');
      }),
    );
  });

  test('official repositories are made by administrators alone', () => {
    const official: Place['namespace'] = { id: 1, kind: 'official' };
    const administrator: Subject = {
      ...{ accountId: 2, name: 'admin', administrator: true, reach: reach.account },
      credential: { kind: 'password', generation: 1 },
    };
    expect(mayCreate(administrator, official)).toBe(true);
    expect(mayCreate({ ...administrator, reach: reach.read }, official)).toBe(false);
    expect(mayCreate({ ...administrator, administrator: false }, official)).toBe(false);
    expect(mayCreate(administrator, { id: owner, kind: 'personal' })).toBe(false);
  });
});
