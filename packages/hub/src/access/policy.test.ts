import type { RepositoryVerb } from '@slipway/api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Reach, reach } from '../tokens/scopes.ts';
import type { Place } from './live-state.ts';
import { judge as judgeSituation, mayCreate } from './policy.ts';
import { type Grants, grantedStanding, plainStanding } from './standing.ts';
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
  { id: 9, kind: 'organization' },
);

const grants = fc.record<Grants>({
  role: fc.constantFrom(null, 'member', 'editor', 'owner'),
  level: fc.constantFrom(0, 1, 2, 3),
});

function standingOf(who: Subject, place: Place, granted: Grants) {
  // Where there is no repository, nothing is granted for it.
  const here = place.repository === undefined ? { ...granted, level: 0 as const } : granted;
  return plainStanding(who, place) ?? grantedStanding(here);
}

function judge(who: Subject, place: Place, what: RepositoryVerb, granted: Grants = nothing) {
  return judgeSituation(who, { place, standing: standingOf(who, place, granted) }, what);
}

const nothing: Grants = { role: null, level: 0 };

function repository(visibility: 'public' | 'private', closed = false) {
  return { id: 1, name: 'some/name', visibility, sparse: false, closed, archived: false };
}

describe('policy', () => {
  test('whoever may not see a private repository gets what he would get without one', () => {
    fc.assert(
      fc.property(subject, verb, namespace, grants, (who, what, where, granted) => {
        const place = { namespace: where, repository: repository('private') };
        const there = judge(who, place, what, granted);
        const absent = judge(who, { namespace: where, repository: undefined }, what, granted);
        const sees = judge(who, place, 'pull', granted).kind === 'granted';
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
    const may = (who: Subject, where: Place['namespace']) =>
      mayCreate(who, standingOf(who, { namespace: where, repository: undefined }, nothing));
    expect(may(administrator, official)).toBe(true);
    expect(may({ ...administrator, reach: reach.read }, official)).toBe(false);
    expect(may({ ...administrator, administrator: false }, official)).toBe(false);
    expect(may(administrator, { id: owner, kind: 'personal' })).toBe(false);
  });

  test('an access token limited to other repositories does nothing with a private one', () => {
    const only = { repositories: { 99: reach.admin }, publicRead: false };
    fc.assert(
      fc.property(subject, verb, namespace, grants, (who, what, where, granted) => {
        if (who.accountId === undefined) return;
        const place = { namespace: where, repository: repository('private') };
        expect(judge({ ...who, only }, place, what, granted).kind).toBe('hidden');
        const own = { ...who, only: { repositories: { 1: reach.admin }, publicRead: false } };
        expect(judge(own, place, what, granted)).toEqual(
          judge({ ...who, reach: Math.min(who.reach, reach.admin) as Reach }, place, what, granted),
        );
      }),
    );
  });

  test('an archived repository is pulled as before, and neither pushed to nor deleted from', () => {
    fc.assert(
      fc.property(subject, verb, namespace, grants, (who, what, where, granted) => {
        const open = repository('public');
        const before = judge(who, { namespace: where, repository: open }, what, granted);
        const place = { namespace: where, repository: { ...open, archived: true } };
        const after = judge(who, place, what, granted);
        if (what === 'push' || what === 'delete') expect(after.kind).not.toBe('granted');
        else expect(after.kind).toBe(before.kind);
      }),
    );
  });
});
