import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { administrator, type Hub, startHub } from '../support/start-hub.ts';
import { launchBrowser, Visitor } from './browser.ts';
import { DemoUser } from './demo-user.ts';

let hub: Hub;
let browser: Browser;

beforeAll(async () => {
  hub = await startHub();
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await hub?.[Symbol.asyncDispose]();
});

/** The page of a public repository whose overview is this. */
async function overviewOf(name: string, markdown: string): Promise<Visitor> {
  const user = await DemoUser.signIn(hub.origin, administrator);
  await user.call('POST', `/v2/namespaces/${administrator.name}/repositories`, {
    name,
    description: '<img src=x onerror="window.wasRun = true">',
    full_description: markdown,
    is_private: false,
  });
  const visitor = await Visitor.open(browser, `${hub.origin}/`);
  await visitor.visit(`/r/${administrator.name}/${name}`);
  await visitor.page.locator('.sw-markdown').waitFor();
  return visitor;
}

it('runs nothing that an overview holds, and loads nothing from elsewhere', async () => {
  const hostile = [
    '# <script>window.wasRun = true</script>Hello',
    '<img src=x onerror="window.wasRun = true">',
    '<svg onload="window.wasRun = true"><script>window.wasRun = true</script></svg>',
    '<iframe srcdoc="<script>parent.wasRun = true</script>"></iframe>',
    '<a href="javascript:window.wasRun = true" onclick="window.wasRun = true">one</a>',
    '[two](javascript:window.wasRun=true) [three](data:text/html,x)',
    '<form action="https://evil.example"><input name="q"><button>go</button></form>',
    '<style>body { display: none }</style><div style="position: fixed">covers</div>',
    '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=//evil.example">',
    '![tracker](https://evil.example/pixel.png)',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.wasRun=true&gt;">',
  ].join('\n\n');
  const asked: string[] = [];
  await using visitor = await overviewOf('hostile', hostile);
  visitor.page.on('request', (request) => asked.push(request.url()));
  await visitor.page.reload();
  await visitor.settled();
  const markdown = visitor.page.locator('.sw-markdown');
  await markdown.waitFor();
  for (const link of await markdown.getByText('one').all()) await link.click();
  expect(await visitor.page.evaluate('window.wasRun')).toBeUndefined();
  expect(asked.filter((url) => !url.startsWith(hub.origin) && !url.startsWith('data:'))).toEqual(
    [],
  );
  const html = await markdown.innerHTML();
  expect(html).not.toMatch(/<(?:script|style|iframe|svg|form|button|base|meta|math)/i);
  // The console tells of what the sanitizer read and threw away: no complaint of the page's.
  expect(html).not.toMatch(/ on\w+=| style=|javascript:|data:text/i);
});

it('draws tables, task lists and code, and shows pictures from elsewhere as links', async () => {
  const markdown = [
    '# Title',
    '### Deep',
    '| a | b |\n| - | - |\n| 1 | 2 |',
    '- [x] done\n- [ ] open',
    '```sh\nls\n```',
    '[down](#deep) [away](https://example.com)',
    '![build](https://img.example/badge.svg)',
  ].join('\n\n');
  await using visitor = await overviewOf('drawn', markdown);
  const drawn = visitor.page.locator('.sw-markdown');
  await drawn.getByRole('cell', { name: '2' }).waitFor();
  expect(await drawn.getByRole('checkbox').count()).toBe(2);
  // Below the page's own, without a step left out.
  expect(await drawn.locator('h2').textContent()).toBe('Title');
  expect(await drawn.locator('h3').textContent()).toBe('Deep');
  const away = drawn.getByRole('link', { name: 'away' });
  expect(await away.getAttribute('rel')).toBe('nofollow noopener noreferrer');
  await drawn.getByRole('link', { name: 'down' }).click();
  expect(new URL(visitor.page.url()).hash).toBe('#readme-deep');
  expect(new URL(visitor.page.url()).pathname).toBe(`/r/${administrator.name}/drawn`);
  expect(await drawn.getByRole('link', { name: 'build' }).getAttribute('href')).toBe(
    'https://img.example/badge.svg',
  );
  expect(await drawn.locator('img').count()).toBe(0);
});
