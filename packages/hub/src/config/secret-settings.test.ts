import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { loadConfiguration } from './load-configuration.ts';
import { listConfiguration } from './print-configuration.ts';

const load = (environment: Record<string, string>) =>
  loadConfiguration({
    // Links in letters must lead somewhere.
    environment: { SLIPWAY_PUBLIC_URL: 'https://hub.example', ...environment },
    folder: '/nowhere',
  });

const key = () => randomBytes(32).toString('base64');

test.each<[string, string[], string[]]>([
  ['SLIPWAY_MASTER_KEY', [key(), `${key()},${key()}`], ['short', `${key()},x`, 'a'.repeat(44)]],
  [
    'SLIPWAY_EGRESS_ALLOW',
    ['10.0.0.0/8', 'git.internal, *.lan', 'fd00::/8,localhost'],
    ['10.0.0.0/33', 'http://x', '*', 'a b', '-x'],
  ],
  [
    'SLIPWAY_MAIL_URL',
    ['smtp://mail.example', 'smtps://u%40x:p@mail.example:465'],
    ['http://mail.example', 'mail.example', 'smtp://', 'smtp://mail.example/inbox'],
  ],
  [
    'SLIPWAY_MAIL_FROM',
    ['hub@example.com', 'The Hub <hub@example.com>'],
    ['hub', 'a@b\r\nBcc: c@d', '<a@b> <c@d>', 'a@b, c@d'],
  ],
])('%s takes what it says, and nothing else', async (name, good, bad) => {
  for (const value of good) await expect(load({ [name]: value }), value).resolves.toBeDefined();
  for (const value of bad) await expect(load({ [name]: value }), value).rejects.toThrow(name);
});

test('neither keys nor the mail server’s password are ever shown', async () => {
  const secrets = {
    SLIPWAY_MASTER_KEY: key(),
    SLIPWAY_MAIL_URL: 'smtp://hub:hunter2@mail.example',
  };
  const shown = JSON.stringify(listConfiguration(await load(secrets)));
  expect(shown).not.toContain(secrets.SLIPWAY_MASTER_KEY);
  expect(shown).not.toContain('hunter2');
  const wrong = await load({ SLIPWAY_MASTER_KEY: 'hunter2' }).catch(
    (error: Error) => error.message,
  );
  expect(wrong).not.toContain('hunter2');
});
