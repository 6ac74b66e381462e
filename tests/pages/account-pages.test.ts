import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn } from '../support/hub-api.ts';
import { oneTimePassword } from '../support/one-time-password.ts';
import { type Hub, startHub } from '../support/start-hub.ts';
import { describeWithTools } from '../support/tools.ts';
import { launchBrowser, Visitor } from './browser.ts';
import { MailBox } from './mail-box.ts';

const password = 'a boat of her own';

describeWithTools('an account in a browser', ['chromium'], () => {
  let browser: Browser;
  let mail: MailBox;
  let hub: Hub;
  /** Passkeys are for names: an address has none. */
  let origin: string;

  beforeAll(async () => {
    mail = await MailBox.open();
    hub = await startHub({
      publicName: 'localhost',
      environment: { SLIPWAY_SIGN_UP: 'open', SLIPWAY_MAIL_URL: mail.url, SLIPWAY_WORKERS: '1' },
    });
    origin = `http://localhost:${new URL(hub.origin).port}/`;
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.[Symbol.asyncDispose]();
    await mail?.[Symbol.asyncDispose]();
  });

  async function signUp(name: string): Promise<Visitor> {
    const visitor = await Visitor.open(browser, origin);
    const { page } = visitor;
    await visitor.visit('/sign-up');
    await page.getByLabel('User name').fill(name);
    await page.getByLabel('E-mail').fill(`${name}@example.com`);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
    await page.goto(await mail.link(`${name}@example.com`, '/verify-email'));
    await page.getByRole('heading', { name: 'Address confirmed' }).waitFor();
    return visitor;
  }

  test('signs up, takes a second factor and a passkey, makes a token, signs out everywhere', async () => {
    await using visitor = await signUp('ada');
    const { page } = visitor;
    expect(page.url(), 'a code in the history could be used again').not.toContain('#');

    const secret = await turnTwoFactorOn(visitor);
    await page.getByRole('button', { name: 'Account menu of ada' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
    await expect(signIn(hub.origin, { name: 'ada', password })).rejects.toThrow();

    await visitor.visit('/sign-in');
    await page.getByLabel('User name or e-mail').fill('ada');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    // The next one: each is good once, and the last was shown when it was turned on.
    const code = oneTimePassword(secret, Date.now() + 30_000);
    await page.getByLabel('Code of your authenticator app').fill(code);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('button', { name: 'Account menu of ada' }).waitFor();

    await addPasskey(visitor);
    const token = await makeToken(visitor, 'laptop');
    await expect(signIn(hub.origin, { name: 'ada', password: token })).resolves.toBeTypeOf(
      'string',
    );

    await visitor.visit('/account/sessions');
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
    await expect(signIn(hub.origin, { name: 'ada', password: token })).resolves.toBeTypeOf(
      'string',
    );

    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('button', { name: 'Account menu of ada' }).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test('chooses a new password by a letter, and the old one is refused', async () => {
    await using visitor = await signUp('bea');
    const { page } = visitor;
    await page.context().clearCookies();
    await visitor.visit('/forgot-password');
    await page.getByLabel('User name or e-mail').fill('bea');
    await page.getByRole('button', { name: 'Send the letter' }).click();
    await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
    await page.goto(await mail.link('bea@example.com', '/reset-password'));
    await page.getByLabel('New password').fill('another boat entirely');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByRole('heading', { name: 'Password changed' }).waitFor();
    await visitor.signIn({ name: 'bea', password: 'another boat entirely' });
    await expect(signIn(hub.origin, { name: 'bea', password })).rejects.toThrow();
  });

  test('is led back to the page it asked for, and never to another site', async () => {
    await using visitor = await signUp('cleo');
    const { page } = visitor;
    await page.context().clearCookies();
    await page.goto('account/tokens?page=1');
    await page.getByLabel('User name or e-mail').fill('cleo');
    await page.getByLabel('Password', { exact: true }).fill('not her password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Personal access tokens' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/account/tokens');

    await page.context().clearCookies();
    await page.goto(`sign-in?return=${encodeURIComponent('//elsewhere.example/')}`);
    await page.getByLabel('User name or e-mail').fill('cleo');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: 'Account menu of cleo' }).waitFor();
    expect(page.url()).toBe(origin);
  });

  test('is deleted once its name is typed', async () => {
    await using visitor = await signUp('dora');
    const { page } = visitor;
    await visitor.visit('/account/deletion');
    await page.getByRole('button', { name: 'Delete my account' }).click();
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: 'Delete the account' });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('dora');
    await confirm.click();
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
    await expect(signIn(hub.origin, { name: 'dora', password })).rejects.toThrow();
  });
});

/** Turns it on; gives the key. */
async function turnTwoFactorOn(visitor: Visitor): Promise<string> {
  const { page } = visitor;
  await visitor.visit('/account/two-factor');
  await page.getByRole('button', { name: 'Set it up' }).click();
  await page.getByLabel('Your password').fill(password);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('img', { name: 'QR code for an authenticator app' }).waitFor();
  await page.getByRole('button', { name: 'Copy key' }).click();
  const secret = await page.evaluate<string>('navigator.clipboard.readText()');
  await page.getByLabel('The code that the app shows now').fill(oneTimePassword(secret));
  await page.getByRole('button', { name: 'Turn it on' }).click();
  const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await codes.first().waitFor();
  expect(await codes.count()).toBeGreaterThanOrEqual(8);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  return secret;
}

/** With an authenticator that the browser plays itself. */
async function addPasskey(visitor: Visitor): Promise<void> {
  const { page } = visitor;
  const debug = await page.context().newCDPSession(page);
  await debug.send('WebAuthn.enable');
  await debug.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await visitor.visit('/account/passkeys');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('the test’s');
  await dialog.getByRole('button', { name: 'Make the passkey' }).click();
  await page.getByRole('list', { name: 'Passkeys' }).getByText('the test’s').waitFor();
}

/** Gives its secret, as it is shown once. */
async function makeToken(visitor: Visitor, name: string): Promise<string> {
  const { page } = visitor;
  await visitor.visit('/account/tokens');
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Make the token' }).click();
  await page.getByRole('button', { name: 'Copy token' }).click();
  const secret = await page.evaluate<string>('navigator.clipboard.readText()');
  await page.getByText('docker login -u ada').waitFor();
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByRole('list', { name: 'Access tokens' }).getByText(name).waitFor();
  await expect(page.getByText(secret).count()).resolves.toBe(0);
  return secret;
}
