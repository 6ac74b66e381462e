/**
 * `npm run screenshots`: starts a hub, fills it, and draws every page in light and dark, on a desktop
 * and a phone, into `docs/screenshots/`. Ends with a failure where a page complains or shuts people out.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { projectRoot } from '../support/project-root.ts';
import { administrator, startHub } from '../support/start-hub.ts';
import { type Look, launchBrowser, Visitor } from './browser.ts';
import { kirtan, seedHub } from './seed-hub.ts';
import { type ShownPage, shownPages } from './shown-pages.ts';

const folder = join(projectRoot, 'docs/screenshots');
const looks = [
  { scheme: 'light', device: 'desktop' },
  { scheme: 'dark', device: 'desktop' },
  { scheme: 'light', device: 'phone' },
] as const satisfies readonly Look[];

/** In pixels. */
const tallest = 3200;

const given = process.argv[2];
const problems: string[] = [];

mkdirSync(folder, { recursive: true });
if (given === undefined) {
  await using hub = await startHub({ environment: { SLIPWAY_SIGN_UP: 'open' } });
  await seedHub(hub.origin);
  await drawAll(hub.origin);
} else {
  await drawAll(given);
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;

async function drawAll(origin: string): Promise<void> {
  const browser = await launchBrowser();
  try {
    for (const look of looks) {
      for (const who of ['nobody', 'account', 'administrator'] as const) {
        await drawAs({ browser, origin, look, who });
      }
    }
  } finally {
    await browser.close();
  }
}

async function drawAs(as: {
  readonly browser: Browser;
  readonly origin: string;
  readonly look: (typeof looks)[number];
  readonly who: ShownPage['who'];
}): Promise<void> {
  const { look } = as;
  await using visitor = await Visitor.open(as.browser, `${as.origin}/`, look);
  if (as.who === 'account') await visitor.signIn(kirtan);
  if (as.who === 'administrator') await visitor.signIn(administrator);
  for (const { name, path } of shownPages.filter(({ who }) => who === as.who)) {
    await visitor.visit(path);
    await draw(visitor.page, join(folder, `${name}-${look.scheme}-${look.device}.webp`));
    const found = [...(await visitor.barriers()), ...visitor.complaints.splice(0)];
    if ((await visitor.overflow()) > 0) found.push('it is wider than the window');
    problems.push(...found.map((each) => `${name}, ${look.scheme}, ${look.device}: ${each}`));
    console.log(`${name} (${look.scheme}, ${look.device})`);
  }
}

/** The whole page, but of long ones their beginning. WebP, which takes a fifth of what PNG does. */
async function draw(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { cssContentSize } = await session.send('Page.getLayoutMetrics');
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: 82,
    captureBeyondViewport: true,
    clip: {
      ...{ x: 0, y: 0, scale: 1, width: cssContentSize.width },
      height: Math.min(cssContentSize.height, tallest),
    },
  });
  writeFileSync(path, Buffer.from(data, 'base64'));
  await session.detach();
}
