import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createUser } from '../support/hub-api.ts';
import { administrator, type Hub, startHub } from '../support/start-hub.ts';
import { describeWithTools } from '../support/tools.ts';
import { type Look, launchBrowser, Visitor } from './browser.ts';

/** What breaks out of an attribute, an element and a string, and would run. */
const hostile = `"><img src=x onerror="window.hacked=1">'<script>window.hacked=2</script>`;
const kirtan = { name: 'kirtan', password: 'a ship for kirtan' } as const;

const account = [
  ...['', '/email', '/password', '/two-factor', '/passkeys', '/linked', '/tokens', '/sessions'],
  ...['/organizations', '/webhooks', '/usage', '/audit', '/deletion'],
].map((part) => `/account${part}`);
const organization = [
  ...['', '/members', '/invites', '/teams', '/teams/dock', '/tokens', '/webhooks', '/audit'],
  ...['/usage', '/deletion'],
].map((part) => `/orgs/yard${part}`);
const administration = [
  ...['', '/users', '/invitations', '/organizations', '/repositories', '/storage', '/jobs'],
  ...['/garbage-collection', '/openid', '/keys', '/audit', '/settings', '/health'],
].map((part) => `/admin${part}`);
const entrances = [
  ...['/sign-in', '/sign-up', '/forgot-password', '/reset-password#code', '/verify-email#code'],
  ...['/invite#code', '/sign-up/openid#code', '/docs/api', '/docs/api#user.self'],
];

describeWithTools('settings in a browser', ['chromium'], () => {
  let browser: Browser;
  let hub: Hub;
  let receiver: Server;
  const received: string[] = [];

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      received.push(String(request.headers['content-type']));
      request.resume();
      response.setHeader('X-Receiver', hostile.replaceAll(/["']/g, ''));
      response.end(hostile);
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    hub = await startHub({
      publicName: 'localhost',
      environment: { SLIPWAY_EGRESS_ALLOW: '127.0.0.0/8', SLIPWAY_WORKERS: '1' },
    });
    await createUser(hub.origin, kirtan);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.[Symbol.asyncDispose]();
    receiver?.close();
  });

  async function enter(who: { name: string; password: string } | undefined, look: Look = {}) {
    const origin = `http://localhost:${new URL(hub.origin).port}/`;
    const visitor = await Visitor.open(browser, origin, look);
    if (who) await visitor.signIn(who);
    return visitor;
  }

  /** That nothing which was typed has run, and that the page's policy had nothing to stop. */
  async function expectHarmless(visitor: Visitor): Promise<void> {
    expect(await visitor.page.evaluate('window.hacked')).toBeUndefined();
    expect(await visitor.barriers()).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  }

  test('what an account types is shown as it is', async () => {
    await using visitor = await enter(kirtan);
    const { page } = visitor;
    await visitor.visit('/account');
    for (const name of ['Name', 'About you', 'Company', 'Location']) {
      await page.getByLabel(name, { exact: true }).fill(hostile);
    }
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Profile saved').waitFor();
    await page.getByRole('button', { name: 'Account menu of kirtan' }).click();
    await page.getByRole('menu').getByText(hostile).waitFor();
    await expectHarmless(visitor);

    await visitor.visit('/account/tokens');
    await page.getByRole('button', { name: 'New token' }).click();
    await page.getByLabel('Name').fill(hostile);
    await page.getByLabel('Only chosen repositories').click();
    await page.getByRole('combobox', { name: 'Repositories' }).fill(hostile);
    await page.getByRole('combobox', { name: 'Repositories' }).press('Enter');
    await expectHarmless(visitor);
    await page.getByRole('button', { name: 'Make the token' }).click();
    // No such repository: the hub says so, in its words and the typed ones.
    await page.getByText(hostile).first().waitFor();
    await page.getByLabel('Only chosen repositories').click();
    await page.getByRole('button', { name: 'Make the token' }).click();
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('list', { name: 'Access tokens' }).getByText(hostile).waitFor();
    await expectHarmless(visitor);
  });

  test('what is typed for an organization is shown as it is', async () => {
    await using visitor = await enter(kirtan);
    const { page } = visitor;
    await visitor.visit('/new-organization');
    await page.getByLabel('Name', { exact: true }).fill('yard');
    await page.getByLabel('Full name').fill(hostile);
    await page.getByLabel('Description').fill(hostile);
    await page.getByRole('button', { name: 'Create the organization' }).click();
    await page.getByRole('heading', { level: 1, name: hostile }).waitFor();
    await page.getByRole('heading', { name: 'Members' }).waitFor();
    await expectHarmless(visitor);

    await visitor.visit('/orgs/yard/teams');
    await page.getByRole('button', { name: 'New team' }).click();
    await page.getByLabel('Name', { exact: true }).fill('dock');
    await page.getByLabel('Description').fill(hostile);
    await page.getByRole('button', { name: 'Make the team' }).click();
    await page.getByText(hostile).last().waitFor();
    await expectHarmless(visitor);

    await visitor.visit('/orgs/yard/tokens');
    await page.getByRole('button', { name: 'New token' }).click();
    await page.getByLabel('Name').fill(hostile);
    await page.getByLabel('Description').fill(hostile);
    await page.getByRole('button', { name: 'Make the token' }).click();
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByText('Pull what is public').waitFor();
    await expectHarmless(visitor);
  });

  test('people are invited after one has seen what would happen', async () => {
    await createUser(hub.origin, { name: 'mia', password: 'a ship for mia' });
    await using visitor = await enter(kirtan);
    const { page } = visitor;
    await visitor.visit('/orgs/yard/invites');
    await page
      .getByLabel('User names and e-mail addresses')
      .fill(`mia; ${hostile}\nkirtan ivo@example.com`);
    await page.getByRole('button', { name: 'See what would happen' }).click();
    const would = page.getByRole('list', { name: 'What would happen' });
    await would.getByText('is a member already').waitFor();
    await page.getByText('No invitation waits').waitFor();
    await expectHarmless(visitor);
    await page.getByRole('button', { name: 'Invite 2' }).click();
    await page.getByRole('list', { name: 'Invitations that wait' }).getByText('mia').waitFor();

    await using guest = await enter({ name: 'mia', password: 'a ship for mia' });
    await guest.visit('/account/organizations');
    await guest.page.getByRole('button', { name: 'Accept' }).click();
    const own = guest.page.getByRole('list', { name: 'Organizations' });
    await own.getByRole('link', { name: 'yard' }).waitFor();
  });

  test('a webhook is added, tested, looked at and sent again', async () => {
    await using visitor = await enter(kirtan);
    const { page } = visitor;
    await visitor.visit('/orgs/yard/webhooks');
    await page.getByRole('button', { name: 'New webhook' }).click();
    await page.getByLabel('Name', { exact: true }).fill(hostile);
    const { port } = receiver.address() as AddressInfo;
    await page.getByLabel('Address').fill(`http://127.0.0.1:${port}/hook`);
    await page.getByRole('button', { name: 'Add a header' }).click();
    await page.getByLabel('Name of header 1').fill('X-Dock');
    await page.getByLabel('Value of header 1').fill('7');
    await expectHarmless(visitor);
    await page.getByRole('button', { name: 'Add the webhook' }).click();
    await page.getByRole('button', { name: 'I have kept it' }).click();

    await page.getByRole('button', { name: /^Actions for the webhook/ }).click();
    await page.getByRole('menuitem', { name: 'Send a test' }).click();
    const log = page.getByRole('list', { name: /^Deliveries of/ });
    await log.getByText('Delivered (200)').click();
    await page.getByRole('tab', { name: 'Try 1 (200)' }).click();
    await page.getByText(hostile).last().waitFor();
    await page.getByText('x-dock', { exact: false }).first().waitFor();
    await expectHarmless(visitor);
    await page.getByRole('button', { name: 'Send it again' }).click();
    await log.getByText('sent again').waitFor();
    await log.getByText('Delivered (200)').nth(1).waitFor();
    expect(received).toHaveLength(2);
  });

  test('an administrator makes an account, whose user chooses his password by a link', async () => {
    await using visitor = await enter(administrator);
    const { page } = visitor;
    await visitor.visit('/admin/users');
    await page.getByRole('button', { name: 'New user' }).click();
    await page.getByLabel('User name').fill('ivo');
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByRole('button', { name: 'Copy link' }).click();
    const link = await page.evaluate<string>('navigator.clipboard.readText()');
    await expectHarmless(visitor);

    await using user = await enter(undefined);
    await user.page.goto(link);
    await user.page.getByLabel('New password').fill('a ship for ivo');
    await user.page.getByRole('button', { name: 'Change the password' }).click();
    await user.page.getByRole('heading', { name: 'Password changed' }).waitFor();
    await user.signIn({ name: 'ivo', password: 'a ship for ivo' });

    await visitor.visit('/admin/invitations');
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await page.getByLabel('Note').fill(hostile);
    await page.getByRole('button', { name: 'Make the link' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('list', { name: 'Invitations' }).getByText(hostile).waitFor();
    await expectHarmless(visitor);

    await visitor.visit('/admin/garbage-collection');
    await page.getByRole('button', { name: 'See what it would free' }).click();
    await page.getByText('What a collection would do now').waitFor();
    await expectHarmless(visitor);
  });

  const looks: readonly Look[] = [
    { scheme: 'light', device: 'desktop' },
    { scheme: 'dark', device: 'phone' },
  ];
  test.each(looks)(
    'every page can be used by everybody: $scheme, $device',
    {
      timeout: 400_000,
    },
    async (look) => {
      const places = [
        { who: undefined, paths: entrances },
        { who: kirtan, paths: [...account, ...organization] },
        { who: administrator, paths: administration },
      ];
      for (const { who, paths } of places) {
        await using visitor = await enter(who, look);
        for (const path of paths) {
          await visitor.visit(path);
          expect(await visitor.barriers(), path).toEqual([]);
          expect(await visitor.overflow(), path).toBeLessThanOrEqual(0);
          expect(await visitor.page.evaluate('window.hacked'), path).toBeUndefined();
          expect(visitor.complaints, path).toEqual([]);
        }
      }
    },
  );
});
