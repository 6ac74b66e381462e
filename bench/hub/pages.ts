import { join } from 'node:path';
import type { Browser, CDPSession } from 'playwright-core';
import { launchBrowser, Visitor } from '../../tests/pages/browser.ts';
import { kirtan, seedHub } from '../../tests/pages/seed-hub.ts';
import { startHub } from '../../tests/support/start-hub.ts';

/** What a page costs whoever opens it for the first time; bytes are packed, times milliseconds. */
interface Figures {
  readonly scriptBytes: number;
  readonly styleBytes: number;
  readonly allBytes: number;
  readonly requests: number;
  readonly firstPaint: number;
  readonly largestPaint: number;
  /** How long tasks kept the page from answering, each beyond its first 50 ms. */
  readonly blocked: number;
  readonly interactive: number;
}

export interface PageFigures extends Figures {
  readonly name: string;
  readonly device: Device;
}

export type Device = 'desktop' | 'phone';

const timings = join(import.meta.dirname, 'page-timings.js');

const pages = [
  { name: 'home', path: '/', as: undefined },
  { name: 'home, signed in', path: '/', as: kirtan },
  { name: 'repository', path: '/r/kirtan/my-app', as: kirtan },
  { name: 'tags', path: '/r/kirtan/my-app/tags', as: kirtan },
  { name: 'tag', path: '/r/kirtan/my-app/tags/2.0.0', as: kirtan },
] as const;

/** Lighthouse's slow phone: its line, and a processor of a quarter of this one's speed. */
const slowLine = { latency: 150, downloadThroughput: 204_800, uploadThroughput: 84_375 };
const slowProcessor = 4;

/** A page is at rest once it has done nothing for so long. */
const restMilliseconds = 5000;

/** Opens each page with an empty cache, some rounds, and answers medians. */
export async function measurePages(rounds: number): Promise<PageFigures[]> {
  await using hub = await startHub();
  await seedHub(hub.origin);
  const browser = await launchBrowser();
  try {
    const figures: PageFigures[] = [];
    for (const device of ['desktop', 'phone'] as const) {
      for (const page of pages) {
        const seen: PageFigures[] = [];
        for (let round = 0; round < rounds; round++) {
          seen.push(await openOnce({ browser, origin: hub.origin, device, ...page }));
        }
        figures.push(medians(seen));
      }
    }
    return figures;
  } finally {
    await browser.close();
  }
}

async function openOnce(options: {
  readonly browser: Browser;
  readonly origin: string;
  readonly device: Device;
  readonly name: string;
  readonly path: string;
  readonly as: typeof kirtan | undefined;
}): Promise<PageFigures> {
  const { browser, origin, device, name, path, as } = options;
  await using visitor = await Visitor.open(browser, `${origin}/`, { device });
  const { page } = visitor;
  if (as) await visitor.signIn(as);
  const debug = await page.context().newCDPSession(page);
  await debug.send('Network.enable');
  await debug.send('Network.clearBrowserCache');
  if (device === 'phone') await slowDown(debug);
  await page.addInitScript({ path: timings });
  await page.goto(path.replace(/^\//, '') || '.', { timeout: 60_000 });
  await visitor.settled();
  await page.waitForTimeout(restMilliseconds);
  return { name, device, ...(await page.evaluate<Figures>('pageFigures()')) };
}

async function slowDown(debug: CDPSession): Promise<void> {
  await debug.send('Network.emulateNetworkConditions', { offline: false, ...slowLine });
  await debug.send('Emulation.setCPUThrottlingRate', { rate: slowProcessor });
}

function medians(seen: readonly PageFigures[]): PageFigures {
  const [first] = seen;
  if (!first) throw new Error('no page was opened');
  const median = (key: keyof Figures) => {
    const values = seen.map((each) => each[key]).sort((a, b) => a - b);
    return values[Math.floor(values.length / 2)] ?? 0;
  };
  return {
    name: first.name,
    device: first.device,
    scriptBytes: median('scriptBytes'),
    styleBytes: median('styleBytes'),
    allBytes: median('allBytes'),
    requests: median('requests'),
    firstPaint: median('firstPaint'),
    largestPaint: median('largestPaint'),
    blocked: median('blocked'),
    interactive: median('interactive'),
  };
}
