import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { succeed } from '../support/access-contract.ts';
import { type DockerEngine, startDockerEngine } from '../support/docker-engine.ts';
import { makeScratchFolder, type ScratchFolder } from '../support/scratch-folder.ts';
import { type Hub, startHub } from '../support/start-hub.ts';
import { describeWithTools, toolPath } from '../support/tools.ts';
import { isSigned, Receiver } from '../webhooks/receiver.ts';
import { launchBrowser, Visitor } from './browser.ts';

const password = 'a boat of her own';

/** What people mean by a hub, from signing up to deleting, in a browser and with Docker itself. */
describeWithTools('publishing an image', ['chromium', 'dockerd', 'docker', 'busybox'], () => {
  let browser: Browser;
  let hub: Hub;
  let engine: DockerEngine;
  let receiver: Receiver;
  let folder: ScratchFolder;

  beforeAll(async () => {
    receiver = await Receiver.start();
    folder = makeScratchFolder();
    hub = await startHub({
      environment: { SLIPWAY_SIGN_UP: 'open', SLIPWAY_EGRESS_ALLOW: '127.0.0.0/8' },
    });
    engine = await startDockerEngine();
    browser = await launchBrowser();
    await build('app:1.9', { 'etc/motd': 'nine', 'etc/gone': 'soon' });
    await build('app:1.10', { 'etc/motd': 'ten', 'etc/new': 'here' });
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.stop();
    await hub?.[Symbol.asyncDispose]();
    await receiver?.[Symbol.asyncDispose]();
    await folder?.remove();
  });

  /** Two layers: BusyBox, the same in each, and these files. */
  async function build(name: string, files: Readonly<Record<string, string>>): Promise<void> {
    const context = folder.join(name.replace(':', '-'));
    mkdirSync(join(context, 'root/etc'), { recursive: true });
    copyFileSync(toolPath('busybox'), join(context, 'busybox'));
    execFileSync('touch', ['-d', '2020-01-01T00:00:00Z', join(context, 'busybox')]);
    for (const [path, text] of Object.entries(files))
      writeFileSync(join(context, 'root', path), text);
    const lines = ['FROM scratch', 'COPY busybox /bin/sh', 'COPY root /'];
    lines.push('ENV API_TOKEN=not-to-be-seen PORT=8080', 'EXPOSE 8080', 'CMD ["/bin/sh"]');
    writeFileSync(join(context, 'Dockerfile'), `${lines.join('\n')}\n`);
    await succeed(engine.docker(['build', '--tag', name, context]));
  }

  /** Runs a command line as it stands on a page, with another name of the image's. */
  async function type(line: string, input?: string): Promise<void> {
    const [program, ...args] = line.split(/\s+/);
    expect(program).toBe('docker');
    await succeed(engine.docker(args, input === undefined ? {} : { input }));
  }

  async function copied(page: Page, label: string): Promise<string> {
    await page
      .getByRole('button', { name: `Copy ${label}` })
      .first()
      .click();
    return await page.evaluate<string>('navigator.clipboard.readText()');
  }

  async function confirm(page: Page, options: { typed?: string; button: string }): Promise<void> {
    const dialog = page.getByRole('dialog');
    if (options.typed !== undefined) await dialog.getByRole('textbox').fill(options.typed);
    await dialog.getByRole('button', { name: options.button }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  test('from signing up to deleting it', async () => {
    await using owner = await Visitor.open(browser, `${hub.origin}/`);
    const { page } = owner;
    await owner.visit('/sign-up');
    await page.getByLabel('User name').fill('kirtan');
    await page.getByLabel('E-mail').fill('kirtan@example.com');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.getByRole('button', { name: 'Account menu of kirtan' }).waitFor();

    // A private repository, and a webhook that is to hear of what comes.
    await owner.visit('/new');
    await page.getByLabel('Name', { exact: true }).fill('my-app');
    await page.getByLabel('Short description').fill('Sails by itself');
    await page.getByLabel('Private').check();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.waitForURL('**/r/kirtan/my-app');
    const secret = await addWebhook(owner);

    // The commands of the page, typed: it shows the tag without being loaded again.
    await owner.visit('/r/kirtan/my-app');
    const login = await copied(page, 'login command');
    await type(`${login} -u kirtan --password-stdin`, password);
    const push = await copied(page, 'push command');
    const image =
      push
        .split(' ')
        .at(-1)
        ?.replace(/:[^:]*$/, '') ?? '';
    expect(image).toBe(`${hub.host}/kirtan/my-app`);
    await owner.visit('/r/kirtan/my-app/tags');
    await page.evaluate('window.neverLoadedAgain = true');
    for (const tag of ['1.9', '1.10']) {
      await type(`docker tag app:${tag} ${image}:${tag}`);
      await type(`docker push ${image}:${tag}`);
    }
    await page.getByRole('link', { name: '1.10', exact: true }).waitFor();
    expect(await page.evaluate('window.neverLoadedAgain')).toBe(true);

    await expect.poll(() => receiver.delivered.length, { timeout: 20_000 }).toBe(2);
    for (const delivery of receiver.delivered) {
      expect(isSigned(delivery, secret)).toBe(true);
      expect(JSON.parse(delivery.text)).toMatchObject({
        push_data: { pusher: 'kirtan' },
        repository: { repo_name: 'kirtan/my-app', is_private: true },
      });
    }

    await readTheTag(owner);
    await compare(owner);
    await publish(owner, image);
    await rename(owner, image);
    await cleanUp(owner);
    expect(owner.complaints).toEqual([]);
  });

  async function addWebhook({ page }: Visitor): Promise<string> {
    await page.goto('r/kirtan/my-app/webhooks');
    await page.getByRole('button', { name: 'New webhook' }).first().click();
    const form = page.getByRole('form', { name: 'New webhook' });
    await form.getByLabel('Name', { exact: true }).fill('deploy');
    await form.getByLabel('Address').fill(`${receiver.url}/deploy`);
    await form.getByRole('button', { name: 'Add the webhook' }).click();
    return await copied(page, 'secret');
  }

  async function readTheTag(owner: Visitor): Promise<void> {
    const { page } = owner;
    await owner.visit('/r/kirtan/my-app/tags/1.10');
    await page.getByText('COPY', { exact: false }).first().waitFor();
    await page.getByText('linux/amd64').first().waitFor();
    await page.getByRole('tab', { name: 'Configuration' }).click();
    await page.getByText('API_TOKEN').first().waitFor();
    const shown = (await page.locator('main').textContent()) ?? '';
    expect(shown).toContain('8080');
    expect(shown).not.toContain('not-to-be-seen');
    expect(await owner.barriers()).toEqual([]);
  }

  async function compare(owner: Visitor): Promise<void> {
    const { page } = owner;
    await owner.visit('/r/kirtan/my-app/compare?from=1.9&to=1.10');
    const files = page.getByRole('region', { name: 'Files' });
    await files.getByText('1 added').waitFor({ timeout: 30_000 });
    await files.getByText('1 removed').waitFor();
    await files.getByText('1 changed').waitFor();
    await files.getByText('etc/motd').waitFor();
    expect(await owner.barriers()).toEqual([]);
  }

  async function publish(owner: Visitor, image: string): Promise<void> {
    const { page } = owner;
    await using visitor = await Visitor.open(browser, `${hub.origin}/`);
    await visitor.visit('/explore?q=my-app');
    await visitor.page.getByText('kirtan/my-app').waitFor({ state: 'detached' });
    await owner.visit('/r/kirtan/my-app/settings');
    await page.getByRole('button', { name: 'Make public' }).click();
    await confirm(page, { typed: 'my-app', button: 'Make public' });
    await visitor.visit('/explore?q=my-app');
    await visitor.page
      .getByRole('link', { name: /kirtan\/my-app/ })
      .first()
      .click();
    await visitor.page.waitForURL('**/r/kirtan/my-app');
    await visitor.settled();
    await type(`docker logout ${hub.host}`);
    await type(`docker image rm ${image}:1.10`);
    await type(await copied(visitor.page, 'pull command'));
    expect(visitor.complaints).toEqual([]);
    await owner.visit('/r/kirtan/my-app');
    await page.getByRole('button', { name: /^Star/ }).click();
    await page.getByRole('button', { name: /^Starred 1/ }).waitFor();
  }

  async function rename(owner: Visitor, image: string): Promise<void> {
    const { page } = owner;
    await owner.visit('/r/kirtan/my-app/settings');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('our-app');
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.waitForURL('**/r/kirtan/our-app/settings');
    await type(`docker image rm ${image}:1.9`);
    await type(`docker pull ${image}:1.9`);
    await owner.visit('/r/kirtan/my-app');
    await page.waitForURL('**/r/kirtan/our-app');
  }

  async function cleanUp(owner: Visitor): Promise<void> {
    const { page } = owner;
    await owner.visit('/r/kirtan/our-app/settings');
    await page.getByRole('button', { name: 'Add a rule' }).click();
    await page.getByLabel('keep the last').first().fill('1');
    await page.getByRole('button', { name: 'Show what would go' }).click();
    await page
      .getByRole('status')
      .getByText(/1 tag and 1 image would go/)
      .waitFor();
    await page.getByRole('button', { name: 'Delete repository' }).click();
    await confirm(page, { typed: 'kirtan/our-app', button: 'Delete for good' });
    await page.waitForURL('**/u/kirtan');
    await expect.poll(() => page.getByRole('link', { name: /our-app/ }).count()).toBe(0);
  }
});
