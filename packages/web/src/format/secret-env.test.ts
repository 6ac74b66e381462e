import { expect, it } from 'vitest';
import { parseVariable } from './secret-env.ts';

it.each([
  'API_TOKEN=abc',
  'DB_PASSWORD=hunter2',
  'PASSWD=x',
  'AWS_SECRET_ACCESS_KEY=x',
  'STRIPE_KEY=x',
  'apiKey=x',
  'SESSION_SECRET=do-not-ship-this',
  'DATABASE_URL=postgres://app:hunter2@db/app',
  'NOTE=ghp_abcdefghijklmnopqrstuvwxyz0123',
  'CI=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',
  'CERT=-----BEGIN RSA PRIVATE KEY-----',
])('takes %s for a secret', (text) => {
  expect(parseVariable(text).looksSecret).toBe(true);
});

it.each([
  'PATH=/usr/local/bin:/usr/bin',
  'NODE_VERSION=22.22.0',
  'GPG_KEYS=ABCD',
  'PWD=/app',
  'MONKEY=banana',
  'KEYBOARD=de',
  'SITE_PUBLIC_KEY=x',
  'HOMEPAGE=https://example.com/a@b',
  'API_TOKEN=',
  'TOKENIZER=bpe',
  'AUTHOR=kirtan',
])('takes %s for none', (text) => {
  expect(parseVariable(text).looksSecret).toBe(false);
});

it('keeps everything behind the first = and reads a name without a value', () => {
  expect(parseVariable('A=b=c')).toMatchObject({ name: 'A', value: 'b=c' });
  expect(parseVariable('ALONE')).toMatchObject({ name: 'ALONE', value: '' });
});
