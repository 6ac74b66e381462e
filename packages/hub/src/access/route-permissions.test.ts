import { createHash } from 'node:crypto';
import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import {
  type Answer,
  apiToken,
  askToken,
  basic,
  makeAccessToken,
  makeAccount,
  send,
} from '../testing/client.ts';
import {
  adminPassword,
  openTestDatabase,
  startTestHub,
  TestClock,
  type TestHub,
} from '../testing/test-hub.ts';

/** Who asks. `…Token` is the owner with a personal access token of that scope. */
const callers = [
  'anonymous',
  'stranger',
  'owner',
  'publicReadToken',
  'readToken',
  'writeToken',
  'adminToken',
  'administrator',
  'closed',
] as const;
type Caller = (typeof callers)[number];

const places = ['public', 'private', 'absent'] as const;
type PlaceKind = (typeof places)[number];

/**
 * What the registry answers, by hand. `ok`: the route did its work (or says what else is wrong with
 * the request). `challenge`: 401, as where there is nothing. `denied`: 403. `unknown`: 404
 * NAME_UNKNOWN. Columns are the callers above, in their order.
 */
const registryTable = {
  pull: {
    public: 'ok ok ok ok ok ok ok ok challenge',
    private: 'challenge challenge ok challenge ok ok ok ok challenge',
    absent: 'challenge challenge unknown challenge unknown unknown unknown unknown challenge',
  },
  push: {
    public: 'challenge denied ok denied denied ok ok ok challenge',
    private: 'challenge challenge ok challenge denied ok ok ok challenge',
    absent: 'challenge challenge ok challenge denied ok ok denied challenge',
  },
  /** An upload session is of a repository that is there. */
  upload: {
    public: 'challenge denied ok denied denied ok ok ok challenge',
    private: 'challenge challenge ok challenge denied ok ok ok challenge',
    absent: 'challenge challenge unknown challenge denied unknown unknown denied challenge',
  },
  /** What is not there has no referrers: an empty list. */
  referrers: {
    public: 'ok ok ok ok ok ok ok ok challenge',
    private: 'challenge challenge ok challenge ok ok ok ok challenge',
    absent: 'challenge challenge ok challenge ok ok ok ok challenge',
  },
  delete: {
    public: 'challenge denied ok denied denied denied ok ok challenge',
    private: 'challenge challenge ok challenge denied denied ok ok challenge',
    absent: 'challenge challenge unknown challenge denied denied unknown unknown challenge',
  },
} as const;

/** Every route of the registry, by hand: what it asks for, and a request to it. */
const digest = `sha256:${'0'.repeat(64)}`;
const registryRequests: Record<string, { action: keyof typeof registryTable; path: string }> = {
  'GET /v2/<name>/tags/list': { action: 'pull', path: 'tags/list' },
  'GET /v2/<name>/manifests/<reference>': { action: 'pull', path: 'manifests/latest' },
  'HEAD /v2/<name>/manifests/<reference>': { action: 'pull', path: 'manifests/latest' },
  'PUT /v2/<name>/manifests/<reference>': { action: 'push', path: 'manifests/latest' },
  'DELETE /v2/<name>/manifests/<reference>': { action: 'delete', path: 'manifests/latest' },
  'GET /v2/<name>/blobs/<digest>': { action: 'pull', path: `blobs/${digest}` },
  'HEAD /v2/<name>/blobs/<digest>': { action: 'pull', path: `blobs/${digest}` },
  'DELETE /v2/<name>/blobs/<digest>': { action: 'delete', path: `blobs/${digest}` },
  'POST /v2/<name>/blobs/uploads/': { action: 'push', path: 'blobs/uploads/' },
  'GET /v2/<name>/blobs/uploads/<id>': { action: 'upload', path: 'blobs/uploads/none' },
  'PATCH /v2/<name>/blobs/uploads/<id>': { action: 'upload', path: 'blobs/uploads/none' },
  'PUT /v2/<name>/blobs/uploads/<id>': { action: 'upload', path: 'blobs/uploads/none' },
  'DELETE /v2/<name>/blobs/uploads/<id>': { action: 'upload', path: 'blobs/uploads/none' },
  'GET /v2/<name>/referrers/<digest>': { action: 'referrers', path: `referrers/${digest}` },
};
const registryRoutesWithoutName = ['GET /v2/', 'HEAD /v2/', 'GET /v2/_catalog'];

const scopes = {
  publicReadToken: 'repo:public_read',
  readToken: 'repo:read',
  writeToken: 'repo:write',
  adminToken: 'repo:admin',
} as const;

describeOnEveryDatabase('who may call which route of the registry', (databases) => {
  async function start() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const started = await startTestHub({ database, clock });
    const { origin } = started;
    const secrets = new Map<Caller, readonly [string, string]>();
    for (const name of ['stranger', 'owner', 'closed'] as const) {
      secrets.set(name, [name, await makeAccount(origin, name)]);
    }
    secrets.set('administrator', ['admin', adminPassword]);
    for (const [caller, scope] of Object.entries(scopes)) {
      const made = await makeAccessToken(origin, ['owner', 'owner-password'], [scope]);
      secrets.set(caller as Caller, ['owner', made.token]);
    }
    return { clock, secrets, ...started };
  }

  /** Makes `owner/<name>` as the place says, whatever it was before. */
  async function place({ origin }: TestHub, kind: PlaceKind, name: string): Promise<void> {
    const bearer = await apiToken(origin, 'owner', 'owner-password');
    const namespace = `${origin}/v2/namespaces/owner/repositories`;
    await send(`${namespace}/${name}`, { method: 'DELETE', bearer });
    if (kind === 'absent') return;
    const body = { name, is_private: kind === 'private' };
    expect((await send(namespace, { method: 'POST', bearer, body })).status).toBe(201);
  }

  async function closeAccount({ origin, clock }: TestHub & { clock: TestClock }) {
    const bearer = await apiToken(origin, 'admin', adminPassword);
    const answer = await send(`${origin}/v2/users/closed`, { method: 'DELETE', bearer });
    expect(answer.status).toBe(204);
    clock.advance(500);
  }

  test('every route of the registry, by caller and visibility', async () => {
    const hub = await start();
    const { origin, registry, secrets } = hub;
    expect(
      [...registry.routes.map(({ method, template }) => `${method} ${template}`)].sort(),
    ).toEqual([...Object.keys(registryRequests), ...registryRoutesWithoutName].sort());
    const tokens = new Map<string, string>();
    for (const kind of places) {
      // Several names, since a push makes what was absent.
      for (const [index, caller] of callers.entries()) {
        const name = `${kind}-${index}`;
        await place(hub, kind, name);
        const scope = [`repository:owner/${name}:pull,push,delete`];
        const answer = await askToken(origin, { as: secrets.get(caller), scope });
        tokens.set(`${caller} ${kind}`, answer.body.token);
      }
    }
    await closeAccount(hub);
    const seen: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    for (const [route, { action, path }] of Object.entries(registryRequests)) {
      const method = route.slice(0, route.indexOf(' '));
      for (const kind of places) {
        for (const [index, caller] of callers.entries()) {
          const answer = await send(`${origin}/v2/owner/${kind}-${index}/${path}`, {
            method,
            bearer: tokens.get(`${caller} ${kind}`),
            ...(method === 'PUT' && action === 'push' ? { body: 'x' } : {}),
          });
          const expected = registryTable[action][kind].split(' ')[index] ?? '';
          const key = `${route} ${kind} ${caller}`;
          wanted[key] = expected;
          seen[key] = registryOutcome(answer, expected);
        }
        if (kind === 'absent') await clearAbsent(hub);
      }
    }
    expect(seen).toEqual(wanted);
  }, 120_000);

  async function clearAbsent(hub: TestHub & { clock: TestClock }): Promise<void> {
    const bearer = await apiToken(hub.origin, 'owner', 'owner-password');
    for (const index of callers.keys()) {
      await send(`${hub.origin}/v2/namespaces/owner/repositories/absent-${index}`, {
        method: 'DELETE',
        bearer,
      });
    }
    hub.clock.advance(1);
  }

  test('neither kind of token is accepted for the other', async () => {
    const { origin, secrets } = await start();
    const owner = secrets.get('owner');
    const api = await apiToken(origin, 'owner', 'owner-password');
    const registryToken = (await askToken(origin, { as: owner })).body.token;
    expect((await send(`${origin}/v2/`, { bearer: registryToken })).status).toBe(200);
    expect((await send(`${origin}/v2/`, { bearer: api })).status).toBe(401);
    expect((await send(`${origin}/v2/user`, { bearer: api })).status).toBe(200);
    expect((await send(`${origin}/v2/user`, { bearer: registryToken })).status).toBe(401);
    const jwt = { headers: { authorization: `JWT ${api}` } };
    expect((await send(`${origin}/v2/user/`, jwt)).status).toBe(200);
    const direct = { headers: { authorization: basic(...(owner ?? ['', ''])) } };
    expect((await send(`${origin}/v2/user`, direct)).status).toBe(401);
  });

  test('a hidden repository and none answer with the same bytes', async () => {
    const hub = await start();
    const { origin, secrets } = hub;
    await place(hub, 'private', 'one');
    const scope = [
      'repository:owner/one:pull,push,delete',
      'repository:owner/two:pull,push,delete',
    ];
    for (const caller of ['anonymous', 'stranger', 'publicReadToken'] as const) {
      const { body } = await askToken(origin, { as: secrets.get(caller), scope });
      expect(body.scope).toBe('');
      for (const [route, { path }] of Object.entries(registryRequests)) {
        const method = route.slice(0, route.indexOf(' '));
        const answers = await Promise.all(
          ['one', 'two'].map(async (name) => {
            const answer = await send(`${origin}/v2/owner/${name}/${path}`, {
              method,
              bearer: body.token,
            });
            const challenge = answer.headers.get('www-authenticate')?.replace(`owner/${name}`, '');
            return fingerprint({ ...answer, body: answer.body }, challenge ?? '');
          }),
        );
        expect(answers[0], `${method} ${path} ${caller}`).toBe(answers[1]);
      }
    }
  });
});

function registryOutcome(answer: Answer, expected: string): string {
  const code = typeof answer.body === 'object' ? answer.body.errors?.[0]?.code : undefined;
  if (answer.status === 401 && answer.headers.has('www-authenticate')) return 'challenge';
  if (answer.status === 403) return 'denied';
  if (code === 'NAME_UNKNOWN') return 'unknown';
  // A HEAD's answer has no code to tell by.
  if (answer.status === 404 && answer.body === '' && expected === 'unknown') return 'unknown';
  return answer.status < 500 ? 'ok' : `status ${answer.status}`;
}

function fingerprint({ status, body }: Answer, challenge: string): string {
  const text = JSON.stringify([status, body, challenge]).replaceAll(/owner\/(one|two)/g, 'owner/x');
  return createHash('sha256').update(text).digest('hex');
}
