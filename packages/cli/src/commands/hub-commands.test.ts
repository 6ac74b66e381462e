import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeHub } from '../testing/fake-hub.ts';

const at = '2026-01-02T03:04:05.000Z';
const later = '2026-01-09T03:04:05.000Z';
const one = '/v2/namespaces/ada/repositories/app';
const uuid = '0f1e2d3c-4b5a-4678-8765-432112345678';
const digest = (hex: string) => `sha256:${hex.repeat(64)}`;

const page = (results: unknown[], next: string | null = null) => ({
  body: { count: results.length, next, previous: null, results },
});

let hub: FakeHub;
beforeEach(async () => {
  hub = await FakeHub.start();
});
afterEach(() => hub[Symbol.asyncDispose]());

/** Runs a command that must succeed. */
async function done(...words: string[]) {
  const ended = await hub.slipway(words);
  expect(ended).toMatchObject({ code: 0 });
  return ended;
}

/** What a command prints with `--json`. */
async function json(...words: string[]): Promise<unknown> {
  const { out } = await done(...words, '--json');
  return JSON.parse(out);
}

describe('offers', () => {
  const offer = {
    ...{ id: 12, repository: 'bob/app', target: 'ada/app', offered_by: 'bob' },
    ...{ offered_at: at, expires_at: later },
  };

  it('to oneself are listed, and say what to do where there are none', async () => {
    hub.answers['GET /v2/user/transfers'] = [page([offer]), page([offer]), page([]), page([])];
    expect((await done('repo', 'offers')).out).toMatch(
      /^12 +bob\/app +ada\/app +bob +2026-01-02 03:04 +2026-01-09 03:04$/m,
    );
    expect(await json('repo', 'offers')).toEqual([offer]);
    const none = await done('repo', 'offers');
    expect(none.out).toBe('');
    expect(none.err).toContain('slipway repo transfer');
    expect(await json('repo', 'offers')).toEqual([]);
  });

  it('are declined by id or name; one that there is not is not found', async () => {
    hub.answers['GET /v2/user/transfers'] = page([offer]);
    hub.answers['DELETE /v2/user/transfers/12'] = { status: 204 };
    expect((await done('repo', 'decline', '12')).out).toContain('Declined bob/app');
    expect(await json('repo', 'decline', 'bob/app')).toEqual({ declined: 'bob/app' });
    const { code, err } = await hub.slipway(['repo', 'accept', '13']);
    expect(code).toBe(4);
    expect(err).toBe('slipway: no offer "13". See "slipway repo offers".\n');
  });

  it("of one's own are seen and withdrawn", async () => {
    hub.answers[`GET ${one}/transfer`] = [
      ...[1, 2].map(() => ({ body: { transfer: { ...offer, repository: 'ada/app' } } })),
      { body: { transfer: null } },
    ];
    hub.answers[`DELETE ${one}/transfer`] = { status: 204 };
    expect(await json('repo', 'offers', 'app')).toMatchObject([{ id: 12 }]);
    expect(await json('repo', 'withdraw', 'app')).toMatchObject({ withdrawn: { id: 12 } });
    expect(await hub.slipway(['repo', 'withdraw', 'app'])).toMatchObject({ code: 4 });
  });
});

describe('former names', () => {
  it('are listed, and go once their name is typed or --yes is given', async () => {
    hub.answers[`GET ${one}/aliases`] = {
      body: { results: [{ name: 'ada/old', created_at: at }] },
    };
    hub.answers[`DELETE ${one}/aliases/ada/old`] = { status: 204 };
    expect((await done('repo', 'aliases', 'app')).out).toMatch(/^ada\/old +2026-01-02 03:04$/m);
    expect(await hub.slipway(['repo', 'unalias', 'app', 'old'])).toMatchObject({ code: 2 });
    expect(await json('repo', 'unalias', 'app', 'old', '--yes')).toEqual({ removed: 'ada/old' });
    hub.answers[`GET ${one}/aliases`] = { body: { results: [] } };
    expect((await done('repo', 'aliases', 'app')).err).toContain('slipway repo rename');
  });
});

describe('immutable tags', () => {
  const route = `${one}/immutabletags`;

  it.each([
    [[], { enabled: false, rules: [] }, 'no tags'],
    [[], { enabled: true, rules: [] }, 'all tags'],
    [['--all'], { enabled: true, rules: [] }, 'all tags'],
    [['--none'], { enabled: false, rules: [] }, 'no tags'],
    [['--rule', 'v.*', '--rule', 'r.*'], { enabled: true, rules: ['v.*', 'r.*'] }, 'v.* or r.*'],
  ])('%j shows or chooses them', async (words, body, phrase) => {
    hub.answers[`GET ${route}`] = { body };
    hub.answers[`PATCH ${route}`] = { body };
    expect((await done('repo', 'immutable', 'app', ...words)).out).toContain(phrase);
    expect(await json('repo', 'immutable', 'app', ...words)).toEqual(body);
    if (words.length === 0) return;
    expect(hub.calls[0]?.body).toEqual({
      ...{ immutable_tags: body.enabled, immutable_tags_rules: body.rules },
    });
  });

  it('a rule is tried without being set', async () => {
    hub.answers[`POST ${route}/verify`] = [
      { body: { tags: ['v1', 'v2'], count: 5 } },
      { body: { tags: [], count: 0 } },
    ];
    const found = await done('repo', 'immutable', 'app', '--preview', 'v.*');
    expect(found.out).toBe('TAG\nv1\nv2\n');
    expect(found.err).toContain('3 more');
    expect((await done('repo', 'immutable', 'app', '--preview', 'x')).err).toContain('No tag');
    expect(hub.calls.every(({ route }) => route.startsWith('POST'))).toBe(true);
  });

  it('two wishes at once are a usage error', async () => {
    const { code, err } = await hub.slipway(['repo', 'immutable', 'app', '--all', '--none']);
    expect(code).toBe(2);
    expect(err).toContain('exclude each other');
  });
});

describe('retention', () => {
  const route = `${one}/retention`;
  const rule = {
    ...{ tags: 'ci-.*', keep_last: 10, keep_last_by: 'push' },
    ...{ keep_pushed_days: null, keep_pulled_days: 30 },
  };
  const policy = { enabled: true, always_keep: ['latest'], rules: [rule], untagged_days: 14 };

  it('is shown with where it comes from, and where there is none how it is set', async () => {
    hub.answers[`GET ${route}`] = [
      { body: { ...policy, source: 'namespace' } },
      { body: { ...policy, source: 'none', enabled: false, rules: [] } },
    ];
    const { out } = await done('repo', 'retention', 'app');
    expect(out).toMatch(/^Rules of: +the namespace$/m);
    expect(out).toMatch(/^Untagged manifests: +go after 14 days$/m);
    expect(out).toMatch(/^ci-\.\* +the 10 pushed last; pulled within 30 days$/m);
    expect((await done('repo', 'retention', 'app')).err).toContain('--set FILE');
    expect(await json('repo', 'retention', 'app')).toMatchObject({ source: 'none' });
  });

  it('is set from a file or standard input, and removed', async () => {
    hub.answers[`PUT ${route}`] = { body: { ...policy, source: 'repository' } };
    hub.answers[`DELETE ${route}`] = { body: { ...policy, source: 'namespace' } };
    const file = hub.file('rules.json', JSON.stringify(policy));
    expect((await done('repo', 'retention', 'app', '--set', file)).out).toContain('own now (on)');
    const words = ['repo', 'retention', 'app', '--set', '-', '--json'];
    expect(await hub.slipway(words, JSON.stringify(policy))).toMatchObject({ code: 0 });
    expect(hub.calls.map(({ body }) => body)).toEqual([policy, policy]);
    expect((await done('repo', 'retention', 'app', '--remove')).out).toContain("namespace's rules");
  });

  it('a dry run says what would go, why, and how many bytes', async () => {
    hub.answers[`POST ${route}/preview`] = {
      body: {
        tags: [{ name: 'ci-1', digest: digest('1'), reason: 'older than the last 10' }],
        manifests: [{ digest: digest('2'), reason: 'untagged for 14 days' }],
        ...{ tag_count: 3, manifest_count: 1, kept_tags: 7, reclaimed_bytes: 12_300_000 },
      },
    };
    const file = hub.file('rules.json', JSON.stringify(policy));
    const { out } = await done('repo', 'retention', 'app', '--set', file, '--dry-run');
    expect(out).toMatch(/^tag +ci-1 +older than the last 10$/m);
    expect(out).toContain('… and 2 more');
    expect(out).toContain('3 tags and 1 manifest would go, 12.3 MB; 7 tags stay.');
    await done('repo', 'retention', 'app', '--dry-run');
    expect(hub.calls.map(({ body }) => body)).toEqual([{ policy }, {}]);
    expect(await json('repo', 'retention', 'app', '--dry-run')).toMatchObject({ tag_count: 3 });
  });

  it('what went is listed', async () => {
    const run = { id: 1, at, tags: 2, manifests: 3, reclaimed_bytes: 1000 };
    hub.answers[`GET ${route}/runs`] = [page([run]), page([])];
    const { out } = await done('repo', 'retention', 'app', '--runs');
    expect(out).toMatch(/^2026-01-02 03:04 +2 +3 +1\.0 kB$/m);
    expect((await done('repo', 'retention', 'app', '--runs')).err).toContain('--dry-run');
  });

  it('of a namespace is shown and set', async () => {
    const none = { enabled: false, always_keep: [], rules: [], untagged_days: null };
    hub.answers['GET /v2/namespaces/acme/retention'] = [{ body: none }, { body: policy }];
    hub.answers['PUT /v2/namespaces/acme/retention'] = { body: policy };
    expect((await done('org', 'retention', 'acme')).err).toContain('org retention acme --set');
    const { out } = await done('org', 'retention', 'acme');
    expect(out).toMatch(/^Rules of: +the namespace$/m);
    const file = hub.file('rules.json', JSON.stringify(policy));
    expect(await json('org', 'retention', 'acme', '--set', file)).toEqual(policy);
    expect(hub.calls.at(-1)?.body).toEqual(policy);
  });

  it.each([
    ['{', /is no JSON/],
    ['[]', /is no retention policy/],
  ])('a file with %j is refused before anything is asked', async (text, message) => {
    const file = hub.file('rules.json', text);
    const { code, err } = await hub.slipway(['repo', 'retention', 'app', '--set', file]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(hub.calls).toEqual([]);
  });
});

describe('a comparison', () => {
  const image = (reference: string, size: number) => ({
    ...{ reference, size, digest: digest('a'), image_digest: digest('b'), platform: 'linux/amd64' },
  });
  const file = { type: 'file', mode: 0o644, uid: 0, gid: 0, link: '' };
  const change = {
    ...{ path: 'etc/motd', change: 'changed', content_changed: true },
    ...{ from: { ...file, size: 100 }, to: { ...file, size: 2000 } },
  };
  const layer = (where: string) => ({ digest: digest('c'), size: 5, instruction: 'COPY', where });
  const comparison = {
    ...{ from: image('1', 1000), to: image('2', 3000), platforms: ['linux/amd64'] },
    ...{ layers: [layer('both'), layer('from'), layer('to')], shared_layers: 1, shared_bytes: 5 },
    ...{ size_difference: 2000, state: 'ready', reason: '', added: 0, removed: 0, changed: 1 },
    ...{ unpacked_difference: 1900, is_truncated: false, count: 1, next: null, previous: null },
    results: [change],
  };
  const route = `GET ${one}/compare`;

  it.each([[['app', '1', '2']], [['app:1', 'app:2']], [['ada/app:1', 'ada/app:2']]])(
    '%j has layers, sizes and files',
    async (images) => {
      hub.answers[route] = { body: comparison };
      const { out } = await done('repo', 'compare', ...images, '--change', 'changed');
      expect(out).toMatch(/^Layers: +1 shared \(5 B\), 1 only before, 1 only after$/m);
      expect(out).toMatch(/^Size: +3\.0 kB \(\+2\.0 kB\)$/m);
      expect(out).toMatch(/^changed +100 B → 2\.0 kB +\/etc\/motd$/m);
      expect(hub.calls[0]?.query).toMatchObject({ from: '1', to: '2', change: 'changed' });
      const { next: _next, previous: _previous, ...value } = comparison;
      expect(await json('repo', 'compare', ...images)).toEqual(value);
    },
  );

  it('waits until the layers have been read, and says why files are not compared', async () => {
    const unread = { ...comparison, results: [], count: 0 };
    hub.answers[route] = [
      { body: { ...unread, state: 'pending' } },
      { body: { ...unread, state: 'skipped', reason: 'a layer is a picture' } },
    ];
    const { out } = await done('repo', 'compare', 'app', '1', '2');
    expect(hub.calls).toHaveLength(2);
    expect(out).toContain('not compared: a layer is a picture');
  });

  it.each([
    [['app:1', 'other:1'], /two repositories/],
    [['app', 'app:1'], /"app" names no tag/],
  ])('%j is a usage error', async (images, message) => {
    const { code, err } = await hub.slipway(['repo', 'compare', ...images]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});

describe('the audit log', () => {
  const log = (id: number) => ({
    ...{ id, account: 'ada', action: 'repo.tag.push', name: 'ada/app', actor: 'bob', data: {} },
    ...{ timestamp: at, action_description: `pushed ${id}`, address: '192.0.2.1', client: null },
  });
  const logs = Array.from({ length: 100 }, (_, index) => log(index));

  it('of a repository is filtered, cut at --limit, and says so', async () => {
    hub.answers[`GET ${one}/activity`] = [
      ...[page(logs, 'https://hub.example/2'), page(logs, 'https://hub.example/3')],
      page([log(1)]),
      page([]),
    ];
    const words = ['repo', 'audit', 'app', '--action', 'repo.tag', '--limit', '150'];
    const { out, err } = await done(...words);
    expect(out.split('\n')).toHaveLength(152);
    expect(err).toContain('first 150');
    expect(hub.calls.map(({ query }) => query)).toEqual([
      { action: 'repo.tag', page: '1', page_size: '100' },
      { action: 'repo.tag', page: '2', page_size: '100' },
    ]);
    expect(await json('repo', 'audit', 'app')).toEqual([log(1)]);
    expect((await done('repo', 'audit', 'app')).err).toContain('Nothing of that kind');
  });

  it('of an organization is filtered by who, what and when', async () => {
    const body = { logs: [log(1)], next: null, previous: null };
    hub.answers['GET /v2/auditlogs/acme'] = { body };
    const words = ['--actor', 'bob', '--name', 'acme/app', '--from', '2026-01-01', '--to', '1h'];
    const { out } = await done('org', 'audit', 'acme', ...words);
    expect(out).toMatch(
      /^2026-01-02 03:04 +bob +repo\.tag\.push +ada\/app +192\.0\.2\.1 +pushed 1$/m,
    );
    expect(hub.calls[0]?.query).toMatchObject({
      ...{ actor: 'bob', name: 'acme/app', from: '2026-01-01T00:00:00.000Z' },
      to: expect.stringMatching(/Z$/),
    });
    expect(await json('org', 'audit', 'acme')).toEqual([log(1)]);
  });

  it.each([
    [['--limit', '0'], /--limit is a number/],
    [['--from', 'monday'], /"monday" is no time/],
  ])('%j is a usage error', async (words, message) => {
    const { code, err } = await hub.slipway(['org', 'audit', 'acme', ...words]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});

describe("organizations' tokens", () => {
  const route = '/v2/orgs/acme/access-tokens';
  const token = {
    ...{ id: uuid, label: 'ci', description: '', created_by: 'ada', is_active: true },
    ...{ created_at: at, expires_at: later, last_used_at: null },
  };
  const tokens = (...results: object[]) => ({
    body: { total: results.length, next: null, previous: null, results },
  });

  it.each([
    [[], [['acme/*', ['repo-pull']]]],
    [
      ['--repository', 'tool', '--repository', 'acme/other', '--push'],
      ['tool', 'other'].map((name) => [`acme/${name}`, ['repo-pull', 'repo-push']]),
    ],
    [
      ['--pull', '--public-read'],
      [
        ['acme/*', ['repo-pull']],
        ['*/*/public', ['repo-pull']],
      ],
    ],
  ])('%j is what one reaches', async (words, reached) => {
    const resources = reached.map(([path, scopes]) => ({ type: 'TYPE_REPO', path, scopes }));
    hub.answers[`POST ${route}`] = { status: 201, body: { ...token, resources, token: 'slp_oat' } };
    const { out, err } = await done('org', 'token-create', 'acme', 'ci', ...words);
    expect(out).toBe('slp_oat\n');
    expect(err).toContain(`docker login ${hub.host} -u acme`);
    expect(hub.calls[0]?.body).toEqual({ label: 'ci', resources });
    expect(await done('org', 'token-create', 'acme', 'ci', '-q', ...words)).toMatchObject({
      ...{ out: 'slp_oat\n', err: '' },
    });
    expect(await json('org', 'token-create', 'acme', 'ci', ...words)).toMatchObject({ id: uuid });
  });

  it('are listed and revoked by label; a repository of others is refused', async () => {
    hub.answers[`GET ${route}`] = [tokens(token), tokens(token), tokens()];
    hub.answers[`DELETE ${route}/${uuid}`] = { status: 204 };
    expect((await done('org', 'tokens', 'acme')).out).toMatch(
      /ci +ada +active +2026-01-09 +never$/m,
    );
    expect(await json('org', 'token-revoke', 'acme', 'ci')).toEqual({ revoked: uuid });
    expect((await done('org', 'tokens', 'acme')).err).toContain('org token-create acme LABEL');
    const words = ['org', 'token-create', 'acme', 'ci', '--repository', 'bob/app'];
    expect(await hub.slipway(words)).toMatchObject({ code: 2 });
  });

  it('of the same label must be named by id', async () => {
    const other = uuid.replace('0f', '1f');
    hub.answers[`GET ${route}`] = tokens(token, { ...token, id: other });
    const { code, err } = await hub.slipway(['org', 'token-revoke', 'acme', 'ci']);
    expect(code).toBe(2);
    expect(err).toContain(`${uuid}, ${other}`);
  });
});

describe('invitations', () => {
  const invite = {
    ...{ id: uuid, inviter_username: 'olga', org: 'acme', team: '', role: 'editor' },
    ...{ created_at: at, expires_at: later },
  };
  const sent = { ...invite, invitee: 'bob@example.org' };
  const own = { ...invite, org_full_name: 'Acme' };

  it('of an organization are listed, sent again and cancelled', async () => {
    hub.answers['GET /v2/orgs/acme/invites'] = { body: { data: [sent] } };
    hub.answers[`DELETE /v2/invites/${uuid}`] = { status: 204 };
    hub.answers[`PATCH /v2/invites/${uuid}/resend`] = { status: 204 };
    expect((await done('org', 'invites', 'acme')).out).toMatch(/bob@example\.org +editor +olga/);
    expect(await json('org', 'invites', 'acme')).toEqual([sent]);
    expect(await json('org', 'invite-resend', 'acme', sent.invitee)).toEqual({ resent: uuid });
    expect(await json('org', 'invite-cancel', 'acme', uuid)).toEqual({ cancelled: uuid });
    hub.answers['GET /v2/orgs/acme/invites'] = { body: { data: [] } };
    expect((await done('org', 'invites', 'acme')).err).toContain('slipway org invite acme WHO');
    expect(await hub.slipway(['org', 'invite-cancel', 'acme', 'x'])).toMatchObject({ code: 4 });
  });

  it('to oneself are listed, accepted and declined', async () => {
    hub.answers['GET /v2/user/invites'] = page([own]);
    hub.answers[`POST /v2/invites/${uuid}/accept`] = { status: 204 };
    hub.answers[`POST /v2/invites/${uuid}/decline`] = { status: 204 };
    expect((await done('user', 'invites')).out).toMatch(/acme +editor +olga/);
    expect((await done('user', 'invite-accept', 'acme')).out).toBe('You are editor of acme now.\n');
    expect(await json('user', 'invite-decline', uuid)).toEqual({ declined: uuid, org: 'acme' });
    hub.answers['GET /v2/user/invites'] = page([]);
    expect((await done('user', 'invites')).err).toContain('slipway org invite ORG');
  });

  it("a hub's refusal is the command's, with its exit code", async () => {
    hub.answers['GET /v2/user/invites'] = { status: 403, body: { message: 'sign in by password' } };
    const { code, err } = await hub.slipway(['user', 'invites', '--json']);
    expect(code).toBe(3);
    expect(err).toContain('refused: sign in by password');
  });
});

describe('accounts and tokens, for programs', () => {
  it('a made account has its generated password with it', async () => {
    const user = {
      ...{ id: '2', username: 'bob', type: 'User', full_name: '', bio: '', location: '' },
      ...{ company: '', profile_url: '', gravatar_url: '', email: null, email_verified: false },
      ...{ date_joined: at, is_admin: false, is_active: true, default_visibility: null },
    };
    hub.answers['POST /v2/users'] = { body: user };
    hub.answers['PATCH /v2/users/bob'] = { body: user };
    const password: unknown = expect.stringMatching(/^\w{20}$/);
    expect(await json('user', 'add', 'bob', '--generate')).toEqual({ ...user, password });
    const changed = await json('user', 'passwd', 'bob', '--generate');
    expect(changed).toEqual({ username: 'bob', password });
  });

  it('a revoked token is said by its id', async () => {
    const token = {
      ...{
        uuid,
        client_id: 'HUB',
        creator_ip: '',
        creator_ua: '',
        created_at: at,
        last_used: null,
      },
      ...{ expires_at: null, generated_by: 'manual', is_active: true, token: '', scopes: [] },
      ...{ token_label: 'ci', repositories: null, public_read: false },
    };
    hub.answers['GET /v2/access-tokens'] = { body: { ...page([token]).body, active_count: 1 } };
    hub.answers[`DELETE /v2/access-tokens/${uuid}`] = { status: 204 };
    expect(await json('token', 'revoke', 'ci')).toEqual({ revoked: uuid });
  });
});
