import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administrator, type Hub, startHub } from '../support/start-hub.ts';
import { launchBrowser, Visitor } from './browser.ts';
import { kirtan, seedHub } from './seed-hub.ts';
import { shownPages } from './shown-pages.ts';

let hub: Hub;
let browser: Browser;

beforeAll(async () => {
  hub = await startHub();
  await seedHub(hub.origin);
  browser = await launchBrowser();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await hub?.[Symbol.asyncDispose]();
});

describe.each([
  { scheme: 'light', device: 'desktop' },
  { scheme: 'dark', device: 'phone' },
] as const)('every page, $scheme on a $device', (look) => {
  it.each(['nobody', 'account', 'administrator'] as const)(
    'keeps nobody out, keeps to the policy and fits, for %s',
    async (who) => {
      await using visitor = await Visitor.open(browser, `${hub.origin}/`, look);
      if (who === 'account') await visitor.signIn(kirtan);
      if (who === 'administrator') await visitor.signIn(administrator);
      const found: Record<string, unknown> = {};
      for (const { name, path } of shownPages.filter((page) => page.who === who)) {
        await visitor.visit(path);
        const problems = [...(await visitor.barriers()), ...visitor.complaints.splice(0)];
        if ((await visitor.overflow()) > 0) problems.push('it is wider than the window');
        if (problems.length > 0) found[name] = problems;
      }
      expect(found).toEqual({});
    },
    300_000,
  );
});
