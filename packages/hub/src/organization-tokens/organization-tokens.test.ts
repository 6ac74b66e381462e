import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { freshnessMilliseconds } from '../access/fresh-cache.ts';
import { pushImage } from '../repositories/testing/registry-traffic.ts';
import { apiToken, askToken, send } from '../testing/client.ts';
import { makeRepository, startOrganization } from '../testing/organization.ts';

const list = '/v2/orgs/acme/access-tokens';
const repo = (path: string, ...scopes: string[]) => ({ type: 'TYPE_REPO', path, scopes });

describeOnEveryDatabase("organizations' access tokens", (databases) => {
  async function start() {
    const started = await startOrganization(databases);
    await makeRepository(started, 'app');
    await makeRepository(started, 'other');
    const make = async (resources: object[], more: object = {}) =>
      (await started.must('olga', `POST ${list}`, { label: 'ci', resources, ...more })).body as {
        id: string;
        token: string;
      };
    const scope = async (token: string, ...asked: string[]) => {
      const answer = await askToken(started.one.origin, { as: ['acme', token], scope: asked });
      return answer.status === 200 ? (answer.body.scope as string) : answer.status;
    };
    return { ...started, make, scope };
  }

  test("have Docker Hub's shapes, and a secret that is shown once", async () => {
    const { ask, must } = await start();
    const resources = [
      repo('acme/app', 'repo-pull', 'repo-push'),
      repo('acme/other', 'repo-pull'),
      repo('*/*/public', 'repo-pull'),
    ];
    const body = { label: 'ci', description: 'for builds', resources };
    for (const as of ['eddy', 'mia', 'sam'] as const) {
      expect((await ask(as, `POST ${list}`, body)).status).toBe(403);
      expect((await ask(as, `GET ${list}`)).status).toBe(403);
    }
    const made = await must('olga', `POST ${list}`, body);
    expect(made.status).toBe(201);
    expect(made.headers.get('cache-control')).toBe('no-store');
    expect(made.body).toMatchObject({
      label: 'ci',
      description: 'for builds',
      created_by: 'olga',
      is_active: true,
      expires_at: null,
      last_used_at: null,
      resources,
    });
    expect(made.body.token).toMatch(/^slp_oat_[\w-]{32}$/);
    const { token: _token, ...rest } = made.body;
    const one = `${list}/${made.body.id}`;
    expect((await must('olga', `GET ${one}`)).body).toEqual(rest);
    const { resources: _resources, ...entry } = rest;
    expect((await must('olga', `GET ${list}`)).body).toEqual({
      total: 1,
      next: null,
      previous: null,
      results: [entry],
    });
    const changed = await must('olga', `PATCH ${one}`, {
      label: 'cd',
      resources: [repo('acme/other', 'scope-image-push')],
    });
    expect(changed.body).toMatchObject({
      label: 'cd',
      description: 'for builds',
      resources: [repo('acme/other', 'repo-pull', 'repo-push')],
    });
    expect((await ask('olga', `DELETE ${one}`)).status).toBe(204);
    expect((await ask('olga', `GET ${one}`)).status).toBe(404);
  });

  test('reach the repositories they were made for, as far as they were', async () => {
    const { make, scope, must } = await start();
    await must('sam', 'POST /v2/namespaces/sam/repositories', { name: 'open', is_private: false });
    const asked = ['acme/app', 'acme/other', 'sam/open'].map(
      (path) => `repository:${path}:pull,push,delete`,
    );
    const one = await make([repo('acme/app', 'repo-push'), repo('acme/other', 'repo-pull')]);
    expect(await scope(one.token, ...asked)).toBe(
      'repository:acme/app:pull,push repository:acme/other:pull',
    );
    const shared = await make([repo('*/*/public', 'repo-pull')]);
    expect(await scope(shared.token, ...asked)).toBe('repository:sam/open:pull');
    const nothing = await make([]);
    expect(await scope(nothing.token, ...asked)).toBe('');
    const all = await make([repo('acme/*', 'repo-push')]);
    expect(await scope(all.token, ...asked)).toBe(
      'repository:acme/app:pull,push repository:acme/other:pull,push repository:sam/open:pull',
    );
    // Nobody else's name, and no personal token's place.
    const wrong = await askToken((await start()).one.origin, { as: ['olga', one.token] });
    expect(wrong.status).toBe(401);
  });

  test('speak for the organization in pushes, the audit log and the API', async () => {
    const { make, one, must } = await start();
    const { token } = await make([repo('acme/app', 'repo-push')]);
    const image = { name: 'acme/app', tag: 'v1' };
    expect((await pushImage(one.origin, ['acme', token], image)).status).toBe(201);
    const other = { name: 'acme/other', tag: 'v1' };
    expect((await pushImage(one.origin, ['acme', token], other)).status).toBe(401);
    const log = (await must('olga', 'GET /v2/auditlogs/acme?action=repo.tag.push')).body.logs;
    expect(log).toMatchObject([
      { account: 'acme', name: 'acme/app', actor: 'acme', data: { tag: 'v1' } },
    ]);
    const bearer = await apiToken(one.origin, 'acme', token);
    const read = (path: string) => send(`${one.origin}${path}`, { bearer });
    expect((await read('/v2/repositories/acme/app')).status).toBe(200);
    expect((await read('/v2/repositories/acme/other')).status).toBe(404);
    expect((await read('/v2/namespaces/acme/repositories')).body.count).toBe(1);
    for (const path of ['members', 'groups', 'access-tokens', 'invites']) {
      expect((await read(`/v2/orgs/acme/${path}`)).status).toBe(403);
    }
    expect((await read('/v2/user')).status).toBe(403);
  });

  test('stop at once where they are deactivated, deleted or expired', async () => {
    const { make, scope, must, other, clock } = await start();
    const expires = new Date(clock.now + 60_000).toISOString();
    const first = await make([repo('acme/app', 'repo-pull')]);
    const second = await make([repo('acme/app', 'repo-pull')], { expires_at: expires });
    const asked = 'repository:acme/app:pull';
    expect(await scope(first.token, asked)).toBe(asked);
    const registry = (await askToken(other.origin, { as: ['acme', first.token], scope: [asked] }))
      .body.token;
    const pull = () => send(`${other.origin}/v2/acme/app/tags/list`, { bearer: registry });
    expect((await pull()).status).toBe(200);
    const off = await must('olga', `PATCH ${list}/${first.id}`, { is_active: false });
    expect(off.body.is_active).toBe(false);
    expect(await scope(first.token, asked)).toBe(401);
    clock.advance(freshnessMilliseconds);
    expect((await pull()).status).toBe(401);
    await must('olga', `PATCH ${list}/${first.id}`, { is_active: true });
    expect(await scope(first.token, asked)).toBe(asked);
    await must('olga', `DELETE ${list}/${first.id}`);
    expect(await scope(first.token, asked)).toBe(401);
    expect(await scope(second.token, asked)).toBe(asked);
    clock.advance(60_000);
    expect(await scope(second.token, asked)).toBe(401);
    expect((await must('olga', `GET ${list}/${second.id}`)).body.is_active).toBe(false);
  });

  test('are refused for what they cannot reach', async () => {
    const { ask } = await start();
    const many = Array.from({ length: 51 }, (_, n) => repo(`acme/r${n}`, 'repo-pull'));
    for (const resources of [
      [repo('sam/app', 'repo-pull')],
      [repo('acme/none', 'repo-pull')],
      [repo('acme/app', 'repo-delete')],
      [repo('*/*/public', 'repo-push')],
      [repo('acme/*', 'repo-pull'), repo('acme/app', 'repo-push')],
      [{ type: 'TYPE_ORG', path: 'acme', scopes: ['member-read'] }],
      [{ type: 'TYPE_OTHER', path: 'acme', scopes: ['repo-pull'] }],
      [repo('acme/app')],
      many,
    ]) {
      const answer = await ask('olga', `POST ${list}`, { label: 'ci', resources });
      expect([answer.status, JSON.stringify(resources).slice(0, 60)]).toEqual([
        400,
        JSON.stringify(resources).slice(0, 60),
      ]);
    }
    const past = { label: 'ci', expires_at: '2020-01-01T00:00:00Z' };
    expect((await ask('olga', `POST ${list}`, past)).status).toBe(400);
  });
});
