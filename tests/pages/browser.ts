import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findTool } from '../support/required-tool.ts';

/** Debian's. */
const executablePath = findTool('chromium') ?? '/usr/bin/chromium';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What a page is looked at with. */
export interface Look {
  readonly scheme?: 'light' | 'dark';
  readonly device?: 'desktop' | 'phone';
}

const viewports = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
} as const;

const rules = ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'];

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly target: readonly string[] }[];
}

/** A browser without a window; close it. */
export function launchBrowser(): Promise<Browser> {
  // Its sandbox wants another user than root; what it opens is the hub under test alone.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** A page in a session of its own, and what went wrong in it. */
export class Visitor implements AsyncDisposable {
  readonly page: Page;
  /** Errors of scripts, refusals of the policy, and failures that the console was told. */
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      // An answer of 4xx is the page's to show, and the network's to log.
      const isAnswer = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isAnswer) this.complaints.push(message.text());
    });
  }

  static async open(browser: Browser, origin: string, look: Look = {}): Promise<Visitor> {
    const options: BrowserContextOptions = {
      baseURL: origin,
      colorScheme: look.scheme ?? 'light',
      viewport: viewports[look.device ?? 'desktop'],
      reducedMotion: 'reduce',
      hasTouch: look.device === 'phone',
      permissions: ['clipboard-read', 'clipboard-write'],
    };
    const context = await browser.newContext(options);
    return new Visitor(await context.newPage());
  }

  /** Goes to a page of the site and waits until it shows more than its frame. */
  async visit(path: string): Promise<void> {
    await this.page.goto(path.replace(/^\//, ''));
    await this.settled();
  }

  /** Waits until nothing on the page says that it is loading. */
  async settled(): Promise<void> {
    await this.page.locator('h1').first().waitFor();
    await this.page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  }

  async signIn({ name, password }: { name: string; password: string }): Promise<void> {
    await this.visit('/sign-in');
    await this.page.getByLabel('User name or e-mail').fill(name);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await this.page.getByRole('button', { name: `Account menu of ${name}` }).waitFor();
  }

  /** What axe finds that keeps people out, one line each. */
  async barriers(): Promise<string[]> {
    // By the debugger: the page's policy lets no script of ours in.
    await this.page.evaluate(axe);
    const found = await this.page.evaluate<Violation[]>(
      `axe.run({ resultTypes: ['violations'], runOnly: ${JSON.stringify(rules)} })
        .then(({ violations }) => violations.map(({ id, impact, nodes }) => ({
          id, impact, nodes: nodes.map(({ html, target }) => ({ html, target })) })))`,
    );
    return found
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html, target }) => `${id}: ${target.join(' ')} ${html.slice(0, 200)}`),
      );
  }

  /** Whether the page is wider than its window: what is told by a bar at the bottom. */
  overflow(): Promise<number> {
    return this.page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }
}
