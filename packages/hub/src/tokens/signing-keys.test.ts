import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { apiToken, askToken, send } from '../testing/client.ts';
import { adminPassword, openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';
import { writeRows, writeRowsCommand } from '../testing/write-rows.ts';
import { publicationMilliseconds } from './signing-key-commands.ts';

const month = 30 * 24 * 3600 * 1000;

describeOnEveryDatabase('signing keys', (databases) => {
  async function start() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock, commands: [writeRowsCommand] });
    const one = await startTestHub({ database, clock });
    const other = await startTestHub({ database, clock });
    const token = async (origin: string) =>
      (await askToken(origin, { as: ['admin', adminPassword] })).body.token as string;
    const accepted = async (origin: string, bearer: string) =>
      (await send(`${origin}/v2/`, { bearer })).status === 200;
    const kid = (jwt: string): string =>
      JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()).kid;
    return { clock, database, one, other, token, accepted, kid };
  }

  const rotate = async (origin: string, query = '') =>
    send(`${origin}/v2/auth/keys/rotate${query}`, {
      method: 'POST',
      bearer: await apiToken(origin, 'admin', adminPassword),
    });

  test('are one for all workers from the first moment', async () => {
    const { one, other, token, accepted, kid } = await start();
    const [first, second] = await Promise.all([token(one.origin), token(other.origin)]);
    expect(kid(first)).toBe(kid(second));
    expect(await accepted(other.origin, first)).toBe(true);
    expect(await accepted(one.origin, second)).toBe(true);
  });

  test('are sealed where they are stored', async () => {
    const { database, one, token } = await start();
    await token(one.origin);
    const rows = await database.query.selectFrom('hub_signing_keys').selectAll().execute();
    expect(rows).toEqual([expect.objectContaining({ sealed_jwk: expect.stringMatching(/^s1\./) })]);
  });

  test('that do not open are no keys: others are made, and take their place', async () => {
    const { clock, database, one, token, accepted } = await start();
    const lost = await token(one.origin);
    const sealed_jwk = `s1.gone.${'A'.repeat(80)}`;
    await writeRows(database, (transaction) =>
      transaction.updateTable('hub_signing_keys').set({ sealed_jwk }).execute(),
    );
    const after = await startTestHub({ database, clock });
    const fresh = await token(after.origin);
    expect(await accepted(after.origin, fresh)).toBe(true);
    expect(await accepted(after.origin, lost)).toBe(false);
  });

  test('rotate by command: published first, signing later, the old one accepted meanwhile', async () => {
    const { clock, one, other, token, accepted, kid } = await start();
    const before = await token(other.origin);
    expect((await rotate(one.origin)).status).toBe(204);
    expect((await send(`${one.origin}/token/jwks.json`)).body.keys).toHaveLength(2);
    expect(kid(await token(one.origin))).toBe(kid(before));
    clock.advance(publicationMilliseconds);
    const after = await token(one.origin);
    expect(kid(after)).not.toBe(kid(before));
    for (const { origin } of [one, other]) {
      expect(await accepted(origin, before)).toBe(true);
      expect(await accepted(origin, after)).toBe(true);
    }
    clock.advance(3_600_000);
    const { body } = await send(`${other.origin}/token/jwks.json`);
    expect(body.keys.map((key: { kid: string }) => key.kid)).toEqual([kid(after)]);
  });

  test('rotate by age', async () => {
    const { clock, one, token, kid } = await start();
    const before = kid(await token(one.origin));
    clock.advance(month);
    await token(one.origin);
    clock.advance(publicationMilliseconds);
    expect(kid(await token(one.origin))).not.toBe(before);
  });

  test('that were stolen are void: here at once, elsewhere when keys are next read', async () => {
    const { clock, one, other, token, accepted } = await start();
    const stolen = await token(one.origin);
    expect(await accepted(one.origin, stolen)).toBe(true);
    expect(await accepted(other.origin, stolen)).toBe(true);
    await rotate(one.origin, '?compromised=true');
    expect(await accepted(one.origin, stolen)).toBe(false);
    clock.advance(20_000);
    await token(other.origin);
    expect(await accepted(other.origin, stolen)).toBe(false);
  });
});
