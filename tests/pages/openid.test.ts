import { openidClient, startOpenidServer } from '@slipway/hub/testing';
import { expect, test } from 'vitest';
import { askApi } from '../support/hub-api.ts';
import { administrator, startHub } from '../support/start-hub.ts';
import { describeWithTools } from '../support/tools.ts';
import { launchBrowser, Visitor } from './browser.ts';

describeWithTools('signing in at an OpenID provider, in a browser', ['chromium'], () => {
  test('a provider is added; who comes from there chooses a name, is in his teams, comes again', async () => {
    await using hub = await startHub({ environment: { SLIPWAY_EGRESS_ALLOW: '127.0.0.1' } });
    const { origin } = hub;
    const callback = `${origin}/v2/session/openid/company/callback`;
    const provider = await startOpenidServer([callback]);
    provider.claims.set('user-1', {
      ...{ name: 'Ada Lovelace', preferred_username: 'ada', groups: ['engineers'] },
      ...{ email: 'ada@example.com', email_verified: true },
    });
    const make = (path: string, body: object) =>
      askApi(origin, { as: administrator, method: 'POST', path, body, status: 201 });
    await make('/v2/orgs', { orgname: 'acme', full_name: 'Acme' });
    await make('/v2/orgs/acme/groups', { name: 'dev' });

    const browser = await launchBrowser();
    try {
      await addProvider(await Visitor.open(browser, `${origin}/`), provider.issuer, callback);

      await using ada = await Visitor.open(browser, `${origin}/`);
      await ada.visit('/sign-in');
      await ada.page.getByRole('link', { name: 'Continue with The Company' }).click();
      await ada.page.getByRole('heading', { name: 'Choose a name' }).waitFor();
      expect(await ada.page.getByText('Ada Lovelace').count()).toBe(1);
      const name = ada.page.getByLabel('User name');
      expect(await name.inputValue()).toBe('ada');
      await name.fill('admin');
      await ada.page.getByRole('button', { name: 'Go on' }).click();
      await ada.page.getByText('taken', { exact: false }).first().waitFor();
      await name.fill('ada');
      await ada.page.getByRole('button', { name: 'Go on' }).click();
      await ada.page.getByRole('button', { name: 'Account menu of ada' }).waitFor();
      const team = await askApi<{ results: { username: string }[] }>(origin, {
        ...{ as: administrator, path: '/v2/orgs/acme/groups/dev/members', status: 200 },
      });
      expect(team.results.map(({ username }) => username)).toContain('ada');
      expect(ada.complaints).toEqual([]);

      await using again = await Visitor.open(browser, `${origin}/`);
      await again.visit('/sign-in?return_to=%2Fexplore');
      await again.page.getByRole('link', { name: 'Continue with The Company' }).click();
      await again.page.getByRole('button', { name: 'Account menu of ada' }).waitFor();

      provider.user = undefined;
      await using other = await Visitor.open(browser, `${origin}/`);
      await other.visit('/sign-in');
      await other.page.getByRole('link', { name: 'Continue with The Company' }).click();
      await other.page.getByRole('alert').first().waitFor();
      expect(new URL(other.page.url()).pathname).toBe('/sign-in');
    } finally {
      await browser.close();
    }
  });
});

async function addProvider(visitor: Visitor, issuer: string, callback: string): Promise<void> {
  const { page } = visitor;
  await visitor.signIn(administrator);
  await visitor.visit('/admin/openid');
  await page.getByRole('button', { name: 'Add a provider' }).click();
  await page.getByLabel('Name', { exact: true }).fill('The Company');
  await page.getByLabel('Short name').fill('company');
  await page.getByLabel('Issuer').fill(issuer);
  await page.getByLabel('Client id').fill(openidClient.id);
  await page.getByLabel('Client secret').fill(openidClient.secret);
  const scopes = page.getByRole('combobox', { name: 'Scopes' });
  await scopes.fill('groups');
  await scopes.press('Enter');
  await page.getByLabel('Who has no account here gets one').check();
  await page.getByLabel('Groups that are teams here').fill('engineers = acme/dev');
  await page.getByRole('button', { name: 'Add the provider' }).click();
  await page.getByText(callback).waitFor();
  await page.getByRole('button', { name: 'Check The Company' }).click();
  await page.getByText(`It answers, as ${issuer}`).waitFor();
  expect(visitor.complaints).toEqual([]);
}
