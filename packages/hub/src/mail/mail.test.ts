import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type AnyCommand, type Command, claimOutbox, type OutboxTables } from '@slipway/database';
import { describeOnEveryDatabase } from '@slipway/database/testing';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fixedKeyRing, masterKey } from '../secrets/master-key.ts';
import { SecretBox } from '../secrets/secret-box.ts';
import { testCertificate } from '../testing/test-certificate.ts';
import type { Letter } from './letter.ts';
import { mailMigrations } from './mail-migrations.ts';
import type { MailTables } from './mail-tables.ts';
import { type Mail, MailRefusedError } from './mailer.ts';
import { postLetter, type SealedLetter, sealLetter, sendMailTopic } from './post-letter.ts';
import { mailCommands, sendLetters } from './send-letters.ts';
import { smtpMailer } from './smtp-mailer.ts';
import { writeLetter } from './write-letter.ts';

const letters: Letter[] = [
  { kind: 'verify-email', name: 'ada', link: 'https://hub.example/verify/abc', hours: 24 },
  {
    ...{ kind: 'reset-password', name: 'ada', link: 'https://hub.example/reset/abc' },
    ...{ minutes: 30, address: '192.0.2.1' },
  },
  { kind: 'invitation', inviter: 'ada', link: 'https://hub.example/invite/abc', days: 7 },
  {
    ...{ kind: 'invitation', inviter: 'ada', organization: 'acme' },
    ...{ link: 'https://hub.example/invite/abc', days: 7 },
  },
  {
    ...{ kind: 'security-notice', name: 'ada', what: 'Two-factor authentication was turned off.' },
    ...{ address: '192.0.2.1', client: 'Firefox', at: 0, link: 'https://hub.example/security' },
  },
  {
    ...{ kind: 'webhook-paused', webhook: 'deploy', owner: 'ada/app', reason: 'it answered 500' },
    link: 'https://hub.example/hooks',
  },
];

test.each(letters)(
  'a letter ($kind) says the same as text and as HTML, with its link',
  (letter) => {
    const { subject, text, html } = writeLetter(letter);
    expect(subject).not.toBe('');
    expect(text).toContain(letter.link);
    expect(html).toContain(`href="${letter.link}"`);
    const plain = html.replaceAll(/<[^>]*>/g, ' ').replaceAll('&quot;', '"');
    for (const line of text.split('\n\n')) expect(plain).toContain(line.trim());
  },
);

test('names that users chose are no HTML and no header', () => {
  const name = '<img src=x onerror=alert(1)>\r\nBcc: all@example.com';
  const { subject, html } = writeLetter({
    ...{ kind: 'invitation', inviter: name, link: 'https://hub.example/"><script>', days: 7 },
  });
  expect(html).not.toMatch(/<img|<script/);
  expect(subject).not.toMatch(/[\r\n]/);
});

/** A real SMTP server that keeps what it is given. */
async function startSmtp(options: SMTPServerOptions = {}) {
  const received: { from: string; to: string[]; text: string; user: string | undefined }[] = [];
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['STARTTLS'], ...options },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString(),
          user: session.user as unknown as string | undefined,
        });
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { received, port: (server.server.address() as AddressInfo).port };
}

const mail: Mail = {
  ...{ to: 'ada@example.com', subject: 'Grüße', text: 'text\n', html: '<p>text</p>' },
  messageId: '<1@slipway>',
};
const from = 'Slipway <hub@example.com>';

describe('SMTP', () => {
  test('a mail arrives with both parts and its own id', async () => {
    const { received, port } = await startSmtp();
    await smtpMailer({ url: `smtp://127.0.0.1:${port}`, from }).send(mail);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ from: 'hub@example.com', to: ['ada@example.com'] });
    expect(received[0]?.text).toContain('Message-ID: <1@slipway>');
    expect(received[0]?.text).toMatch(/text\/plain[\s\S]*text\/html/);
  });

  test('name and password of the URL are used, decoded', async () => {
    const { received, port } = await startSmtp({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        username === 'user@x' && password === 'p/w:1'
          ? done(null, { user: username })
          : done(new Error('no')),
    });
    await smtpMailer({ url: `smtp://user%40x:p%2Fw%3A1@127.0.0.1:${port}`, from }).send(mail);
    expect(received[0]?.user).toBe('user@x');
    const wrong = smtpMailer({ url: `smtp://user%40x:no@127.0.0.1:${port}`, from }).send(mail);
    await expect(wrong).rejects.not.toBeInstanceOf(MailRefusedError);
  });

  test('a certificate that proves nothing is not taken', async () => {
    const { received, port } = await startSmtp({ secure: true, ...testCertificate });
    await expect(
      smtpMailer({ url: `smtps://127.0.0.1:${port}`, from }).send(mail),
    ).rejects.toThrow();
    expect(received).toEqual([]);
  });

  test('what the server refuses for good is told from what may be tried again', async () => {
    const reply = (responseCode: number) =>
      startSmtp({
        onRcptTo: (_address, _session, done) =>
          done(Object.assign(new Error('no such user'), { responseCode })),
      });
    const send = async (code: number) =>
      smtpMailer({ url: `smtp://127.0.0.1:${(await reply(code)).port}`, from }).send(mail);
    await expect(send(550)).rejects.toBeInstanceOf(MailRefusedError);
    await expect(send(451)).rejects.not.toBeInstanceOf(MailRefusedError);
    await expect(smtpMailer({ url: 'smtp://127.0.0.1:1', from }).send(mail)).rejects.toThrow();
  });
});

type Tables = MailTables & OutboxTables;
const post: Command<Tables, { letter: SealedLetter; fail: boolean }, void> = {
  name: 'test.post',
  async execute(transaction, { letter, fail }) {
    await postLetter(transaction, letter);
    if (fail) throw new Error('changed my mind');
  },
};

describeOnEveryDatabase('letters', (databases) => {
  const secrets = new SecretBox(fixedKeyRing([masterKey(randomBytes(32))]));
  const addressed = { to: 'ada@example.com', letter: letters[1] as Letter };

  async function open() {
    const database = await databases.open<Tables>({
      commands: [post, ...mailCommands] as readonly unknown[] as AnyCommand<Tables>[],
      migrations: [mailMigrations],
    });
    const claim = () =>
      database.run(claimOutbox, {
        topic: sendMailTopic,
        limit: 10,
        leaseMs: 1000,
        now: Date.now() + 9e6,
      });
    const waiting = () => database.query.selectFrom('hub_letters').selectAll().execute();
    return { database, claim, waiting };
  }
  const lines: string[] = [];
  const write = (_: object, message: string) => void lines.push(message);
  const log = { info: write, warn: write, error: write };
  const context = { signal: new AbortController().signal };

  test('a letter goes out if its change is committed, is kept sealed until then, and goes once', async () => {
    const { database, claim, waiting } = await open();
    const { received, port } = await startSmtp();
    const mailer = smtpMailer({ url: `smtp://127.0.0.1:${port}`, from });
    const job = sendLetters({ database, secrets, mailer, log });
    const lost = { letter: sealLetter(secrets, addressed), fail: true };
    await expect(database.run(post, lost)).rejects.toThrow();
    await database.run(post, { letter: sealLetter(secrets, addressed), fail: false });
    const [item] = await claim();
    const stored = JSON.stringify([await waiting(), item]);
    expect(stored).not.toContain('reset/abc');
    expect(stored).not.toContain('ada@example.com');
    if (!item) throw new Error('nothing to send');
    await job.handle(item, context);
    await job.handle(item, context);
    expect(received).toHaveLength(1);
    expect(received[0]?.text.replaceAll('=\r\n', '')).toContain('https://hub.example/reset/abc');
    expect(await waiting()).toEqual([]);
  });

  test('a server that is away keeps the letter; one that refuses it, or none at all, ends it', async () => {
    const { database, claim, waiting } = await open();
    const run = async (mailer: Parameters<typeof sendLetters>[0]['mailer']) => {
      await database.run(post, { letter: sealLetter(secrets, addressed), fail: false });
      const item = (await claim()).at(-1);
      if (item) await sendLetters({ database, secrets, mailer, log }).handle(item, context);
    };
    await expect(run(smtpMailer({ url: 'smtp://127.0.0.1:1', from }))).rejects.toThrow();
    expect(await waiting()).toHaveLength(1);
    const refusing = { send: () => Promise.reject(new MailRefusedError('no')), close() {} };
    await run(refusing);
    await run(undefined);
    expect(await waiting()).toHaveLength(1);
    expect(lines).toContain('no mail is configured: a letter is thrown away');
  });
});
