import { expect, it } from 'vitest';
import { configurationOf } from '../config/load-configuration.ts';
import { startMessage } from './start-message.ts';

const made = { name: 'admin', generatedPassword: 'a-password', created: true };

function message(settings: Record<string, string>, administrator = made): string {
  const configuration = configurationOf(new Map(Object.entries({ data: '/srv/hub', ...settings })));
  return startMessage({ configuration, port: 5000, administrator });
}

it('says at the first start who signs in with what, and what to type next', () => {
  const text = message({});
  expect(text).toContain('http://127.0.0.1:5000 (data in /srv/hub)');
  expect(text).toContain('a-password');
  expect(text.match(/^ {2}docker (login|tag|push) .*127\.0\.0\.1:5000/gm)).toHaveLength(3);
  expect(text).toContain('--tls-verify=false');
});

it('says at later starts only where it is', () => {
  expect(message({}, { ...made, created: false })).toBe(
    'Slipway is ready at http://127.0.0.1:5000 (data in /srv/hub)\n',
  );
});

it('names the public URL, and nothing of plain HTTP where there is none', () => {
  const text = message({ publicUrl: 'https://hub.example' });
  expect(text).toContain('docker login hub.example -u admin');
  expect(text).not.toContain('--tls-verify');
});
