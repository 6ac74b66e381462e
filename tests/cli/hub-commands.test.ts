import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LayoutImage, writeImageLayout, writeIndexLayout } from '../support/oci-layout.ts';
import { makeScratchFolder, type ScratchFolder } from '../support/scratch-folder.ts';
import { administrator, type Hub, startHub } from '../support/start-hub.ts';
import { isSigned, Receiver } from '../webhooks/receiver.ts';
import { createUser, type SlipwayUser } from './slipway-user.ts';

let hub: Hub;
let folder: ScratchFolder;
let admin: SlipwayUser;
let ada: SlipwayUser;
let image: LayoutImage;
let index: LayoutImage;

beforeAll(async () => {
  folder = makeScratchFolder();
  hub = await startHub({ environment: { SLIPWAY_EGRESS_ALLOW: '127.0.0.1' } });
  admin = await newUser('admin', administrator.password);
  await admin.run(['user', 'add', 'ada', '--password-stdin'], 'a-password-of-adas\n');
  ada = await newUser('ada', 'a-password-of-adas');
  for (const name of ['image', 'index']) mkdirSync(folder.join(name));
  image = await writeImageLayout(folder.join('image'));
  index = await writeIndexLayout(folder.join('index'), ['amd64', 'arm64']);
});
afterAll(async () => {
  await hub?.[Symbol.asyncDispose]();
  await folder?.remove();
});

async function newUser(name: string, password: string): Promise<SlipwayUser> {
  const home = folder.join(`home-${name}`);
  mkdirSync(home);
  const user = createUser(hub, home);
  await user.run(['login', hub.host, '-u', name, '--password-stdin'], `${password}\n`);
  return user;
}

/** What a command prints with `--json`. */
async function json<T>(user: SlipwayUser, ...words: string[]): Promise<T> {
  return JSON.parse(await user.do(...words, '--json')) as T;
}

const push = (user: SlipwayUser, from: LayoutImage, to: string) =>
  user.do('push', '-q', `oci:${from.folder}:image`, to);

describe('repo', () => {
  it('is made, described, shown, archived, renamed and deleted', async () => {
    writeFileSync(folder.join('README.md'), '# My app\n');
    expect(
      await ada.do('repo', 'create', 'my-app', '--private', '--description', 'An app'),
    ).toContain('Created ada/my-app (private)');
    const readme = folder.join('README.md');
    await ada.do('repo', 'edit', 'ada/my-app', '--readme', readme, '--category', 'web-servers');
    expect(await json(ada, 'repo', 'show', 'my-app')).toMatchObject({
      ...{ is_private: true, description: 'An app', full_description: '# My app\n' },
      categories: [{ slug: 'web-servers' }],
    });
    expect(await ada.do('repo', 'show', 'my-app')).toMatch(/^Name: +ada\/my-app$/m);
    await push(ada, image, 'ada/my-app:1.0');
    await ada.do('repo', 'archive', 'my-app');
    expect((await ada.run(['push', '-q', `oci:${image.folder}:image`, 'ada/my-app:2'])).code).toBe(
      3,
    );
    await ada.do('repo', 'unarchive', 'my-app');
    expect(await ada.do('repo', 'rename', 'my-app', 'site')).toContain('ada/site');
    expect(await ada.do('tags', 'ada/my-app')).toBe('1.0\n');
    expect(await json(ada, 'repo', 'storage', 'site')).toBeTypeOf('object');
    const refused = await ada.run(['repo', 'delete', 'ada/site']);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('--yes');
    await ada.do('repo', 'delete', 'ada/site', '--yes');
    expect((await ada.run(['repo', 'show', 'ada/site'])).code).toBe(4);
  });

  it('tags have a history, and can be restored and deleted', async () => {
    await push(ada, image, 'ada/tagged:latest');
    await push(ada, index, 'ada/tagged:latest');
    const tags = await json<{ name: string; digest: string }[]>(ada, 'repo', 'tags', 'ada/tagged');
    expect(tags.map(({ name }) => name)).toEqual(['latest']);
    const history = await json<{ digest: string; is_current: boolean }[]>(
      ...([ada, 'repo', 'history', 'ada/tagged:latest'] as const),
    );
    expect(history).toHaveLength(2);
    const former = history.find((entry) => !entry.is_current)?.digest ?? '';
    await ada.do('repo', 'restore', 'ada/tagged:latest', former);
    expect(await ada.do('repo', 'tags', 'tagged')).toContain(former.slice(0, 19));
    await ada.do('repo', 'untag', 'ada/tagged:latest');
    expect(await json(ada, 'repo', 'tags', 'tagged')).toEqual([]);
  });

  it('is shared with somebody, starred and found', async () => {
    await ada.do('repo', 'create', 'shared', '--public', '--description', 'Findable words');
    await ada.do('repo', 'share', 'shared', 'admin', '--permission', 'read');
    await ada.do('repo', 'share', 'shared', 'admin', '--permission', 'admin');
    expect(await json(ada, 'repo', 'access', 'shared')).toEqual([
      { kind: 'user', name: 'admin', permission: 'admin' },
    ]);
    await ada.do('repo', 'unshare', 'shared', 'admin');
    expect(await json(ada, 'repo', 'access', 'shared')).toEqual([]);
    await admin.do('repo', 'star', 'ada/shared');
    const found = await json<{ name: string; star_count: number }[]>(admin, 'search', 'findable');
    expect(found).toMatchObject([{ name: 'ada/shared', star_count: 1 }]);
    await admin.do('repo', 'unstar', 'ada/shared');
    expect(await json(admin, 'search', 'nothing-is-called-so')).toEqual([]);
  });
});

describe('repo, as its pages have it', () => {
  it('is compared, kept, cleaned, renamed, offered and looked back upon', async () => {
    mkdirSync(folder.join('own'));
    await push(ada, await writeImageLayout(folder.join('own')), 'ada/kept:1.0');
    await push(ada, index, 'ada/kept:1.1');
    const compared = await json(ada, 'repo', 'compare', 'ada/kept', '1.0', '1.1');
    expect(compared).toMatchObject({ state: 'ready', changed: 1, shared_layers: 0 });
    expect(await ada.do('repo', 'compare', 'ada/kept:1.0', 'ada/kept:1.1')).toMatch(
      /^changed +300\.0 kB +\/random\.bin$/m,
    );

    const rule = '1\\..*';
    expect(await json(ada, 'repo', 'immutable', 'kept', '--preview', rule)).toEqual(['1.0', '1.1']);
    expect(await ada.do('repo', 'immutable', 'kept', '--rule', rule)).toContain(rule);
    const moved = await ada.run(['push', '-q', `oci:${index.folder}:image`, 'ada/kept:1.0']);
    expect(moved.code).not.toBe(0);
    const wrong = await ada.run(['repo', 'immutable', 'kept', '--rule', '(']);
    expect(wrong).toMatchObject({ code: 1 });
    await ada.do('repo', 'immutable', 'kept', '--none');
    expect(await ada.do('repo', 'immutable', 'kept')).toContain('no tags');

    const policy = { enabled: false, rules: [{ tags: '1.*', keep_last: 1 }] };
    const set = ['repo', 'retention', 'kept', '--set', '-'];
    const tried = await ada.run([...set, '--dry-run'], JSON.stringify(policy));
    expect(tried.stdout).toMatch(/^tag +1\.0 /m);
    expect(tried.stdout).toMatch(/^1 tag and 1 manifest would go, 30\d\.\d kB; 1 tag stays\.$/m);
    expect((await ada.run(['repo', 'retention', 'kept'])).stderr).toContain('no rules');
    expect(await ada.run(set, JSON.stringify(policy))).toMatchObject({ code: 0 });
    expect(await json(ada, 'repo', 'retention', 'kept')).toMatchObject({ source: 'repository' });
    expect(await json(ada, 'repo', 'retention', 'kept', '--dry-run')).toMatchObject({
      tag_count: 1,
    });
    expect(await ada.run(set, '{"enabled":1}')).toMatchObject({ code: 1 });
    expect(await json(ada, 'repo', 'retention', 'kept', '--runs')).toEqual([]);
    expect(await ada.do('repo', 'retention', 'kept', '--remove')).toContain('nothing goes');

    await ada.do('repo', 'rename', 'kept', 'renamed');
    expect(await json(ada, 'repo', 'aliases', 'renamed')).toMatchObject([{ name: 'ada/kept' }]);
    await ada.do('repo', 'unalias', 'renamed', 'kept', '--yes');
    const exit = async (user: SlipwayUser, ...words: string[]) => (await user.run(words)).code;
    await expect.poll(() => exit(ada, 'repo', 'show', 'ada/kept')).toBe(4);

    await ada.do('repo', 'transfer', 'renamed', 'admin');
    expect(await json(ada, 'repo', 'offers', 'renamed')).toMatchObject([
      { target: 'admin/renamed' },
    ]);
    await ada.do('repo', 'withdraw', 'renamed');
    expect((await admin.run(['repo', 'offers'])).stderr).toContain('Nothing is offered to you');
    await ada.do('repo', 'transfer', 'renamed', 'admin');
    await admin.do('repo', 'decline', 'ada/renamed');
    expect(await exit(ada, 'repo', 'withdraw', 'renamed')).toBe(4);
    await ada.do('repo', 'transfer', 'renamed', 'admin');
    expect(await admin.do('repo', 'accept', 'ada/renamed')).toContain('admin/renamed');
    await expect.poll(() => exit(admin, 'repo', 'show', 'renamed')).toBe(0);
    expect(await admin.do('repo', 'audit', 'renamed', '--action', 'repo.tag')).toMatch(
      / ada +repo\.tag\.push +ada\/kept.* 127\.0\.0\.1 /,
    );
  });
});

describe('org and team', () => {
  it('are made, joined, given permissions and deleted', async () => {
    await admin.do('org', 'create', 'acme', '--full-name', 'Acme');
    expect(await json(admin, 'org', 'show', 'acme')).toMatchObject({ full_name: 'Acme' });
    await admin.do('org', 'edit', 'acme', '--description', 'Makes things');
    await admin.do('org', 'add', 'acme', 'ada', '--role', 'member');
    await admin.do('org', 'role', 'acme', 'ada', 'editor');
    expect(await admin.do('org', 'members', 'acme')).toMatch(/^ada +editor/m);
    expect(await json(ada, 'org', 'list')).toMatchObject([{ orgname: 'acme' }]);
    await admin.do('team', 'create', 'acme', 'builders', '--description', 'They build');
    await admin.do('team', 'add', 'acme', 'builders', 'ada');
    expect(await json(admin, 'team', 'members', 'acme', 'builders')).toMatchObject([
      { username: 'ada' },
    ]);
    await admin.do('repo', 'create', 'acme/tool', '--private');
    await admin.do('team', 'grant', 'acme', 'builders', 'tool', 'read');
    await admin.do('team', 'grant', 'acme', 'builders', 'acme/tool', 'write');
    expect(await admin.do('team', 'repositories', 'acme', 'builders')).toMatch(/acme\/tool +write/);
    expect(await json(admin, 'repo', 'access', 'acme/tool')).toMatchObject([{ kind: 'team' }]);
    await admin.do('team', 'revoke', 'acme', 'builders', 'tool');
    await admin.do('team', 'remove', 'acme', 'builders', 'ada');
    expect(await json(admin, 'team', 'list', 'acme')).toHaveLength(1);
    await admin.do('team', 'delete', 'acme', 'builders', '--yes');
    const invited = await json(admin, 'org', 'invite', 'acme', 'someone@example.org');
    expect(invited).toMatchObject([{ status: 'invited' }]);
    await admin.do('org', 'remove', 'acme', 'ada');
    await ada.do('repo', 'create', 'moving');
    await admin.do('repo', 'transfer', 'acme/tool', 'ada').catch(() => undefined);
    await admin.do('repo', 'delete', 'acme/tool', '--yes').catch(() => undefined);
    expect((await admin.run(['org', 'delete', 'acme', '--yes'])).code).toBeLessThan(2);
  });
});

describe('org, as its pages have it', () => {
  it('invites, has tokens and an audit log', async () => {
    await admin.do('org', 'create', 'works');
    await admin.do('repo', 'create', 'works/tool', '--private');
    await admin.do('org', 'invite', 'works', 'ada', 'someone@example.org', '--role', 'editor');
    expect(await json(admin, 'org', 'invites', 'works')).toHaveLength(2);
    await admin.do('org', 'invite-cancel', 'works', 'someone@example.org');
    expect(await ada.do('user', 'invites')).toMatch(/ works +editor +admin /);
    await ada.do('user', 'invite-decline', 'works');
    expect((await admin.run(['org', 'invites', 'works'])).stderr).toContain('org invite works WHO');
    await admin.do('org', 'invite', 'works', 'ada', '--role', 'editor');
    await ada.do('user', 'invite-accept', 'works');
    expect(await ada.do('org', 'members', 'works')).toMatch(/^ada +editor/m);
    const exit = async (user: SlipwayUser, ...words: string[]) => (await user.run(words)).code;
    // What changed holds on every worker within a second.
    await expect.poll(() => exit(ada, 'org', 'tokens', 'works')).toBe(3);
    const rules = folder.join('rules.json');
    writeFileSync(rules, '{"enabled":true,"rules":[{"tags":"ci-.*","keep_pushed_days":7}]}');
    await admin.do('org', 'retention', 'works', '--set', rules);
    expect(await admin.do('repo', 'retention', 'works/tool')).toMatch(/^ci-\.\* +pushed within 7/m);

    const words = ['--repository', 'tool', '--push', '--expires', '1d', '-q'];
    const token = (await admin.do('org', 'token-create', 'works', 'ci', ...words)).trim();
    const ci = await newUser('works', token);
    await push(ci, image, 'works/tool:1');
    expect(await json(admin, 'org', 'tokens', 'works')).toMatchObject([{ label: 'ci' }]);
    await admin.do('org', 'token-revoke', 'works', 'ci');
    const again = ['push', '-q', `oci:${image.folder}:image`, 'works/tool:1'];
    await expect.poll(() => exit(ci, ...again), { timeout: 5000 }).toBe(3);

    const log = await json<{ action: string; actor: string }[]>(
      ...([admin, 'org', 'audit', 'works', '--from', '1h', '--actor', 'ada'] as const),
    );
    expect(log.length).toBeGreaterThan(0);
    expect(new Set(log.map(({ actor }) => actor))).toEqual(new Set(['ada']));
    const none = await admin.run(['org', 'audit', 'works', '--to', '2020-01-01']);
    expect(none).toMatchObject({ code: 0, stdout: '' });
  });
});

describe('webhook', () => {
  it('is made, tested, told, redelivered, changed and deleted', async () => {
    await using receiver = await Receiver.start();
    await ada.do('repo', 'create', 'hooked');
    const made = await json<{ id: number; secret: string }>(
      ...([ada, 'webhook', 'create', 'ada/hooked', '--url', `${receiver.url}/hook`] as const),
      ...['--name', 'ci', '--header', 'X-Team: web', '--event', 'push'],
    );
    expect(await ada.do('webhook', 'test', 'ada/hooked', 'ci')).toContain('Delivered: status 200');
    const [test] = receiver.delivered;
    expect(test && isSigned(test, made.secret)).toBe(true);
    expect(test?.headers).toMatchObject({ 'x-slipway-event': 'ping', 'x-team': 'web' });
    await push(ada, image, 'ada/hooked:1');
    await expect.poll(() => receiver.delivered.length, { timeout: 10_000 }).toBe(2);
    const sent = await json<{ id: string; event: string }[]>(
      ...([ada, 'webhook', 'deliveries', 'ada/hooked', 'ci'] as const),
    );
    expect(sent.map(({ event }) => event)).toEqual(['push', 'ping']);
    await ada.do('webhook', 'redeliver', 'ada/hooked', String(made.id), sent[0]?.id ?? '');
    expect(receiver.delivered).toHaveLength(3);
    receiver.status = 500;
    const failed = await ada.run(['webhook', 'test', 'ada/hooked', 'ci']);
    expect(failed).toMatchObject({ code: 1 });
    expect(failed.stderr).toContain('answered 500');
    const secret = (await ada.do('webhook', 'secret', 'ada/hooked', 'ci', '--overlap', '1')).trim();
    expect(secret).toMatch(/^slp_whs_/);
    await ada.do('webhook', 'edit', 'ada/hooked', 'ci', '--off', '--format', 'cloudevents');
    expect(await json(ada, 'webhook', 'show', 'ada/hooked', 'ci')).toMatchObject({
      ...{ is_active: false, format: 'cloudevents' },
    });
    expect(await ada.do('webhook', 'list', 'ada/hooked')).toMatch(/^\d+ +ci +http.* off /m);
    await ada.do('webhook', 'delete', 'ada/hooked', 'ci', '--yes');
    expect((await ada.run(['webhook', 'show', 'ada/hooked', 'ci'])).code).toBe(4);
  });

  it('of a namespace is told of all its repositories', async () => {
    await using receiver = await Receiver.start();
    await ada.do('webhook', 'create', 'ada', '--url', receiver.url, '--event', 'repository.create');
    await ada.do('repo', 'create', 'announced');
    await expect.poll(() => receiver.delivered.length, { timeout: 10_000 }).toBe(1);
    expect(JSON.parse(receiver.delivered[0]?.text ?? '')).toMatchObject({
      repository: { repo_name: 'ada/announced' },
    });
  });
});

describe('token, user and jobs', () => {
  it('a token for one repository reaches no other', async () => {
    await ada.do('repo', 'create', 'one', '--private');
    await ada.do('repo', 'create', 'two', '--private');
    const made = await json<{ token: string; repositories: string[] }>(
      ...([ada, 'token', 'create', 'deploy', '--repository', 'ada/one'] as const),
    );
    expect(made.repositories).toEqual(['ada/one']);
    const home = folder.join('home-limited');
    mkdirSync(home);
    const limited = createUser(hub, home);
    await limited.run(['login', hub.host, '-u', 'ada', '--password-stdin'], made.token);
    await push(limited, image, 'ada/one:1');
    const other = await limited.run(['push', '-q', `oci:${image.folder}:image`, 'ada/two:1']);
    expect(other.code).not.toBe(0);
    expect(await ada.do('token', 'list')).toContain('ada/one');
  });

  it('accounts are made administrators, closed and opened', async () => {
    await admin.do('user', 'edit', 'ada', '--admin');
    const jobs = async () => (await ada.run(['jobs', 'list'])).stdout;
    await expect.poll(jobs).toContain('webhook.deliver');
    await admin.do('user', 'edit', 'ada', '--not-admin');
    // What changed holds on every worker within a second.
    const exit = async (command: string[]) => (await ada.run(command)).code;
    await expect.poll(() => exit(['jobs', 'list'])).toBe(3);
    await admin.do('user', 'close', 'ada');
    await expect.poll(() => exit(['whoami'])).toBe(3);
    await admin.do('user', 'edit', 'ada', '--open');
  });

  it('jobs are seen, and run when told to', async () => {
    expect(await json(admin, 'jobs', 'failed')).toEqual([]);
    const name = 'registry.expire-uploads';
    await expect
      .poll(async () => await admin.do('jobs', 'periodic'), { timeout: 10_000 })
      .toContain(name);
    await admin.do('jobs', 'run', name);
    const outcome = async () =>
      (await json<{ name: string; last_outcome: string }[]>(admin, 'jobs', 'periodic')).find(
        (job) => job.name === name,
      )?.last_outcome;
    await expect.poll(outcome, { timeout: 10_000 }).toBe('succeeded');
    expect((await admin.run(['jobs', 'retry', '12345'])).code).toBe(4);
  });
});
