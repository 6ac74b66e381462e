import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { oneTimePassword } from '../support/one-time-password.ts';
import { projectRoot } from '../support/project-root.ts';
import { runCommand } from '../support/run-command.ts';
import { administrator, type Hub, startHub } from '../support/start-hub.ts';

async function ask(hub: Hub, path: string, options: { body?: object; token?: string } = {}) {
  const { body, token } = options;
  const response = await fetch(hub.origin + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

/** Turns two-factor authentication on; gives recovery codes and the seed, which the hub must read again. */
async function turnOnTwoFactor(hub: Hub) {
  const { name, password } = administrator;
  const signedIn = await ask(hub, '/v2/auth/token', {
    body: { identifier: name, secret: password },
  });
  const token: string = signedIn.body.access_token;
  const path = '/v2/user/two-factor';
  const started = await ask(hub, path, { body: { password }, token });
  const { secret } = started.body;
  const code = oneTimePassword(secret);
  const confirmed = await ask(hub, `${path}/confirm`, { body: { code }, token });
  expect(confirmed.status).toBe(200);
  return { secret: secret as string, token, codes: confirmed.body.recovery_codes as string[] };
}

/** Signs in with the password and a code of the app, the next one if this one was used. */
async function signIn(hub: Hub, secret: string): Promise<string> {
  const { name: username, password } = administrator;
  const first = await ask(hub, '/v2/users/login', { body: { username, password } });
  const body = {
    login_2fa_token: first.body.login_2fa_token,
    code: oneTimePassword(secret, Date.now() + 30_000),
  };
  const second = await ask(hub, '/v2/users/2fa-login', { body });
  expect(second.status, JSON.stringify(second.body)).toBe(200);
  return second.body.token;
}

const keys = (hub: Hub) => readFileSync(join(hub.data, 'master.key'), 'utf8').trim().split('\n');

it('the master key is its owner’s alone, rotates while the hub runs, and outlives a kill', async () => {
  await using hub = await startHub();
  const file = join(hub.data, 'master.key');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { secret, token } = await turnOnTwoFactor(hub);
  const command = join(projectRoot, 'packages/cli/bin/slipway.js');
  await runCommand(process.execPath, [command, 'rotate-master-key', '--data', hub.data]);
  expect(keys(hub)).toHaveLength(2);
  const status = await ask(hub, '/v2/administration/master-key', { token });
  expect(status.body).toMatchObject({ source: 'file', older_keys: [expect.any(String)] });
  const begun = await ask(hub, '/v2/jobs/periodic/secrets.reseal/run', { body: {}, token });
  expect(begun.status).toBeLessThan(300);
  // Wherever it is by now.
  await hub.kill();
  await hub.start();
  await signIn(hub, secret);
  expect(hub.log).not.toContain(secret);
  for (const key of keys(hub)) expect(hub.log).not.toContain(key);
});

it('a hub with another key does not start, and says which one it wants', async () => {
  await using hub = await startHub();
  const file = join(hub.data, 'master.key');
  const before = readFileSync(file);
  await hub.stop();
  writeFileSync(file, `${randomBytes(32).toString('base64')}\n`);
  await expect(hub.start()).rejects.toThrow(/sealed under the master key [0-9a-f]{16}/);
  writeFileSync(file, '');
  await expect(hub.start()).rejects.toThrow('put it back from a backup');
  writeFileSync(file, before);
  await hub.start();
});
