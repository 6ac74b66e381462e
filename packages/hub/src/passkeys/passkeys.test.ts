import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { apiToken, makeAccount, send } from '../testing/client.ts';
import { type Misbehaviour, SoftwareAuthenticator } from '../testing/software-authenticator.ts';
import { adminPassword, openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';
import { totpCode } from '../two-factor/totp.ts';

describeOnEveryDatabase('passkeys', (databases) => {
  async function open() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const hub = await startTestHub({ database, clock });
    // A passkey belongs to a name, never to an address.
    const origin = hub.origin.replace('127.0.0.1', 'localhost');
    return { clock, database, hub, origin };
  }

  async function withPasskey(origin: string, name = 'ada') {
    const password = await makeAccount(origin, name);
    const bearer = await apiToken(origin, name, password);
    const device = new SoftwareAuthenticator(origin);
    const added = await add(origin, bearer, device);
    expect(added.status).toBe(201);
    return { name, password, bearer, device, passkey: added.body };
  }

  const begin = (origin: string, bearer: string) =>
    send(`${origin}/v2/user/passkeys/options`, { method: 'POST', bearer });

  async function add(
    origin: string,
    bearer: string,
    device: SoftwareAuthenticator,
    wrong?: Misbehaviour,
  ) {
    const options = await begin(origin, bearer);
    expect(options.status).toBe(200);
    const credential = device.create(options.body, wrong);
    return send(`${origin}/v2/user/passkeys`, {
      ...{ method: 'POST', bearer, body: { name: 'laptop', credential } },
    });
  }

  const signInOptions = async (origin: string) =>
    (await send(`${origin}/v2/session/passkey/options`, { method: 'POST' })).body;
  const finish = (origin: string, credential: unknown) =>
    send(`${origin}/v2/session/passkey`, { method: 'POST', body: { credential } });

  test('a passkey is added with the user verified, and then signs in alone', async () => {
    const { hub, origin, database } = await open();
    const { device, passkey, bearer } = await withPasskey(origin);
    expect(passkey).toMatchObject({ name: 'laptop', last_used: null, is_synced: false });
    const options = await signInOptions(origin);
    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    // The browser offers whatever it has: nobody's name is asked for or told.
    expect(options.allowCredentials ?? []).toEqual([]);
    const answer = await finish(origin, device.get(options));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ state: 'signed-in', username: 'ada' });
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    const session = await send(`${origin}/v2/session`, { headers: { cookie } });
    expect(session.body.user.username).toBe('ada');
    expect(session.body.session.method).toBe('passkey');
    const list = await send(`${origin}/v2/user/passkeys`, { bearer });
    expect(list.body).toMatchObject({ count: 1, results: [{ name: 'laptop' }] });
    expect(list.body.results[0].last_used).not.toBeNull();
    const audit = await database.query.selectFrom('hub_audit_events').select('action').execute();
    expect(audit.map(({ action }) => action)).toContain('account.passkey.add');
    expect(hub.logged).toEqual([]);
  });

  test('it is enough where two-factor authentication is on', async () => {
    const { origin, clock } = await open();
    const { device, bearer, password } = await withPasskey(origin);
    const path = `${origin}/v2/user/two-factor`;
    const started = await send(path, { method: 'POST', bearer, body: { password } });
    const code = totpCode(started.body.secret, clock.now);
    await send(`${path}/confirm`, { method: 'POST', bearer, body: { code } });
    const answer = await finish(origin, device.get(await signInOptions(origin)));
    expect(answer.body.state).toBe('signed-in');
  });

  test.each<[string, Misbehaviour]>([
    ['by another site', { origin: 'https://evil.example' }],
    ['for another name', { rpId: 'evil.example' }],
    ['without its user', { unverified: true }],
    ['with a count that went back', { counter: 1 }],
    ["with another account's handle", { userHandle: 'c2xpcHdheSAx' }],
  ])('shown %s it signs nobody in', async (_, wrong) => {
    const { origin } = await open();
    const { device } = await withPasskey(origin);
    for (let index = 0; index < 3; index++) {
      const good = await finish(origin, device.get(await signInOptions(origin)));
      expect(good.status).toBe(200);
    }
    const answer = await finish(origin, device.get(await signInOptions(origin), wrong));
    expect(answer.status).toBe(401);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test.each<[string, Misbehaviour]>([
    ['by another site', { origin: 'https://evil.example' }],
    ['for another name', { rpId: 'evil.example' }],
    ['without its user', { unverified: true }],
  ])('made %s it is not added', async (_, wrong) => {
    const { origin } = await open();
    const password = await makeAccount(origin, 'ada');
    const bearer = await apiToken(origin, 'ada', password);
    const answer = await add(origin, bearer, new SoftwareAuthenticator(origin), wrong);
    expect(answer.status).toBe(400);
  });

  test('a challenge is good once, for five minutes, for its purpose and account, on every worker', async () => {
    const { origin, clock, database } = await open();
    const { device, bearer } = await withPasskey(origin);
    const worker = await startTestHub({ database, clock });
    const shown = device.get(await signInOptions(origin));
    expect((await finish(worker.origin.replace('127.0.0.1', 'localhost'), shown)).status).toBe(401);
    const both = await Promise.all([finish(origin, shown), finish(origin, shown)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    const late = device.get(await signInOptions(origin));
    clock.advance(5 * 60_000);
    expect((await finish(origin, late)).status).toBe(401);
    const crossed = device.get({
      ...(await signInOptions(origin)),
      ...(await begin(origin, bearer)).body,
      rpId: 'localhost',
    });
    expect((await finish(origin, crossed)).status).toBe(401);
    const password = await makeAccount(origin, 'eve');
    const eve = await apiToken(origin, 'eve', password);
    const mine = new SoftwareAuthenticator(origin).create((await begin(origin, eve)).body);
    const body = { name: 'not mine', credential: mine };
    const fresh = await apiToken(origin, 'ada', 'ada-password');
    expect(
      (await send(`${origin}/v2/user/passkeys`, { method: 'POST', bearer: fresh, body })).status,
    ).toBe(400);
  });

  test('a passkey of one worker is known to the other', async () => {
    const { origin, clock, database } = await open();
    const { device } = await withPasskey(origin);
    const worker = await startTestHub({ database, clock });
    const other = worker.origin.replace('127.0.0.1', 'localhost');
    // Workers share one address; here each has a port, and so an origin, of its own.
    const moved = device.get(await signInOptions(origin), { origin: other });
    expect((await finish(other, moved)).status).toBe(200);
  });

  test('it is renamed and deleted by its owner alone, and then signs in no more', async () => {
    const { origin } = await open();
    const { device, passkey, bearer } = await withPasskey(origin);
    const password = await makeAccount(origin, 'eve');
    const eve = await apiToken(origin, 'eve', password);
    const path = `${origin}/v2/user/passkeys/${passkey.id}`;
    const body = { name: 'phone' };
    expect((await send(path, { method: 'PATCH', bearer: eve, body })).status).toBe(404);
    expect((await send(path, { method: 'DELETE', bearer: eve })).status).toBe(404);
    expect((await send(path, { method: 'PATCH', bearer, body })).body.name).toBe('phone');
    expect((await send(path, { method: 'PATCH', bearer, body: { name: ' ' } })).status).toBe(400);
    expect((await send(path, { method: 'DELETE', bearer })).status).toBe(204);
    expect((await finish(origin, device.get(await signInOptions(origin)))).status).toBe(401);
  });

  test('a closed account signs in with none of its passkeys', async () => {
    const { origin } = await open();
    const { device } = await withPasskey(origin);
    const bearer = await apiToken(origin, 'admin', adminPassword);
    expect((await send(`${origin}/v2/users/ada`, { method: 'DELETE', bearer })).status).toBe(204);
    expect((await finish(origin, device.get(await signInOptions(origin)))).status).toBe(401);
  });

  test('guessing is limited, and called by its address the hub says what to do', async () => {
    const { hub, origin } = await open();
    const { device } = await withPasskey(origin);
    const statuses = [];
    for (let index = 0; index < 6; index++) {
      const wrong = device.get(await signInOptions(origin), { unverified: true });
      statuses.push((await finish(origin, wrong)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    const byAddress = await send(`${hub.origin}/v2/session/passkey/options`, { method: 'POST' });
    expect(byAddress.status).toBe(409);
    expect(byAddress.body.detail).toContain('open it by its name');
  });

  test('what is no credential at all is refused, never a failure of the hub', async () => {
    const { hub, origin } = await open();
    const { device } = await withPasskey(origin);
    const good = device.get(await signInOptions(origin));
    for (const part of ['clientDataJSON', 'authenticatorData', 'signature'] as const) {
      for (const text of ['', 'AA', '!!!', 'x'.repeat(5000)]) {
        hub.limiter.reset();
        const answer = await finish(origin, {
          ...good,
          response: { ...good.response, [part]: text },
        });
        expect([400, 401], `${part} ${text}`).toContain(answer.status);
      }
    }
    expect((await finish(origin, { id: 'x' })).status).toBe(400);
  });
});
