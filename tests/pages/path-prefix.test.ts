import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exchange } from '../support/http-exchange.ts';
import { administrator, type Hub, startHub } from '../support/start-hub.ts';
import { launchBrowser, Visitor } from './browser.ts';

let hub: Hub;
let browser: Browser;

beforeAll(async () => {
  hub = await startHub({ environment: { SLIPWAY_PATH_PREFIX: '/hub' } });
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await hub?.[Symbol.asyncDispose]();
});

it('keeps the registry and the token endpoint at the root', async () => {
  expect((await exchange(hub.origin, '/v2/')).status).toBe(401);
  expect((await exchange(hub.origin, '/token')).status).toBe(200);
  expect((await exchange(hub.origin, '/healthz')).status).toBe(200);
  const headers = { accept: 'text/html' };
  expect((await exchange(hub.origin, '/explore', { headers })).status).toBe(404);
});

it('serves pages and API below the prefix, links and reloads included', async () => {
  await using visitor = await Visitor.open(browser, `${hub.origin}/hub/`);
  await visitor.signIn(administrator);
  await visitor.page.getByRole('link', { name: 'New repository' }).first().click();
  await visitor.page.getByLabel('Name', { exact: true }).fill('below');
  await visitor.page.getByRole('button', { name: 'Create repository' }).click();
  await visitor.page.waitForURL(`${hub.origin}/hub/r/${administrator.name}/below`);
  await visitor.page.reload();
  await visitor.page.getByText('Latest tags').waitFor();
  expect(visitor.complaints).toEqual([]);
});
