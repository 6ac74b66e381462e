import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { pushImage } from '../repositories/testing/registry-traffic.ts';
import { send } from '../testing/client.ts';
import {
  makeRepository,
  startOrganization,
  type TestOrganization,
} from '../testing/organization.ts';

interface Log {
  readonly action: string;
  readonly name: string;
  readonly actor: string;
  readonly data: Record<string, string>;
  readonly action_description: string;
  readonly address: string | null;
  readonly client: string | null;
  readonly timestamp: string;
}

const actions = (logs: readonly Log[]) => logs.map(({ action }) => action);

describeOnEveryDatabase('the audit log', (databases) => {
  const logsOf = async (started: TestOrganization, query = '') =>
    (await started.must('olga', `GET /v2/auditlogs/acme${query}`)).body.logs as Log[];

  test('notes what is done in an organization, newest first, with actor, address and client', async () => {
    const started = await startOrganization(databases);
    const { must, clock } = started;
    const beginning = new Date(clock.now).toISOString();
    clock.advance(1000);
    await makeRepository(started, 'app');
    const { id } = (await must('olga', 'POST /v2/orgs/acme/groups', { name: 'devs' })).body;
    await must('olga', 'POST /v2/orgs/acme/groups/devs/members', { member: 'mia' });
    const body = { group_id: id, permission: 'write' };
    await must('eddy', 'POST /v2/repositories/acme/app/groups', body);
    await must('olga', 'PUT /v2/orgs/acme/members/mia', { role: 'editor' });
    await must('olga', 'POST /v2/invites/bulk', { org: 'acme', invitees: ['sam'] });
    await must('mia', 'DELETE /v2/orgs/acme/members/mia');
    await must('olga', 'DELETE /v2/orgs/acme/groups/devs');
    const logs = await logsOf(started, `?from=${beginning}`);
    expect(actions(logs)).toEqual([
      'org.team.delete',
      'org.member.remove',
      'org.member.invite.send',
      'org.member.role.change',
      'repo.team.set',
      'org.team.member.add',
      'org.team.create',
      'repo.create',
      'org.member.add',
      'org.member.add',
      'org.create',
    ]);
    expect(logs[4]).toMatchObject({
      account: 'acme',
      actor: 'eddy',
      name: 'acme/app',
      data: { team: 'devs', permission: 'write' },
      action_description: 'gave the team devs write access to acme/app',
      address: '192.0.2.1',
      client: 'node',
    });
    expect(logs[4]?.timestamp).toMatch(/Z$/);
    expect(logs[1]).toMatchObject({ actor: 'mia', action_description: 'left the organization' });
    expect(logs.every(({ action_description }) => action_description !== '')).toBe(true);
  });

  test('is filtered by action, name, actor and time, and paged', async () => {
    const started = await startOrganization(databases);
    const { must, ask, clock } = started;
    for (const name of ['one', 'two', 'three']) {
      clock.advance(60_000);
      await must('olga', 'POST /v2/orgs/acme/groups', { name });
    }
    await must('olga', 'POST /v2/orgs/acme/groups/one/members', { member: 'mia' });
    expect(actions(await logsOf(started, '?action=org.team.create'))).toHaveLength(3);
    expect(actions(await logsOf(started, '?action=org.team'))).toHaveLength(4);
    expect(actions(await logsOf(started, '?action=org.te'))).toEqual([]);
    expect(actions(await logsOf(started, '?name=two'))).toEqual(['org.team.create']);
    expect(actions(await logsOf(started, '?actor=admin'))).toEqual([
      'org.member.add',
      'org.member.add',
    ]);
    const from = new Date(clock.now - 60_000).toISOString();
    const between = `?from=${from}&to=${new Date(clock.now - 1).toISOString()}`;
    expect((await logsOf(started, between)).map(({ name }) => name)).toEqual(['two']);
    const first = (await must('olga', 'GET /v2/auditlogs/acme?page_size=2')).body;
    expect(first.logs).toHaveLength(2);
    expect(first.previous).toBe(null);
    const next = new URL(first.next);
    const second = (await must('olga', `GET ${next.pathname}${next.search}`)).body;
    expect(second.logs).toHaveLength(2);
    expect(second.logs[0].id).toBeLessThan(first.logs[1].id);
    expect(second.previous).toContain('page=1');
    expect((await ask('olga', 'GET /v2/auditlogs/acme?from=yesterday')).status).toBe(400);
    // Numbers that are none are ignored, as in all lists.
    expect((await ask('olga', 'GET /v2/auditlogs/acme?page=x&page_size=x')).status).toBe(200);
  });

  test('is read by owners and administrators, one’s own by oneself', async () => {
    const { ask, must } = await startOrganization(databases);
    await must('sam', 'POST /v2/namespaces/sam/repositories', { name: 'notes' });
    for (const rest of ['', '/actions', '/export']) {
      for (const as of ['eddy', 'mia', 'sam'] as const) {
        expect((await ask(as, `GET /v2/auditlogs/acme${rest}`)).status).toBe(403);
      }
      expect((await ask('nobody', `GET /v2/auditlogs/acme${rest}`)).status).toBe(401);
      expect((await ask('admin', `GET /v2/auditlogs/acme${rest}`)).status).toBe(200);
      expect((await ask('sam', `GET /v2/auditlogs/sam${rest}`)).status).toBe(200);
      expect((await ask('olga', `GET /v2/auditlogs/sam${rest}`)).status).toBe(403);
      expect((await ask('admin', `GET /v2/auditlogs/none${rest}`)).status).toBe(404);
    }
    const own = (await must('sam', 'GET /v2/auditlogs/sam')).body.logs as Log[];
    expect(actions(own)).toContain('repo.create');
    const all = (await must('admin', 'GET /v2/auditlogs?action=org.create')).body.logs;
    expect(all).toMatchObject([{ account: 'acme', actor: 'olga' }]);
    expect((await ask('olga', 'GET /v2/auditlogs')).status).toBe(403);
    expect((await ask('olga', 'GET /v2/auditlogs/_all/export')).status).toBe(403);
    const catalogue = (await must('olga', 'GET /v2/auditlogs/acme/actions')).body.actions;
    expect(catalogue.repo.label).toBe('Repository');
    expect(catalogue.repo.actions.map(({ name }: { name: string }) => name)).toContain('tag.push');
    expect(catalogue.org.actions.map(({ name }: { name: string }) => name)).toContain('create');
  });

  test('is exported whole as CSV and JSON lines', async () => {
    const started = await startOrganization(databases);
    const { must, one, bearers } = started;
    for (let n = 0; n < 3; n++) await must('olga', 'POST /v2/orgs/acme/groups', { name: `t${n}` });
    const evil = await send(`${one.origin}/v2/orgs/acme/groups/t0`, {
      method: 'DELETE',
      bearer: bearers.olga,
      headers: { 'user-agent': '=cmd|"/c calc"!A1' },
    });
    expect(evil.status).toBe(204);
    const logs = await logsOf(started);
    const csv = await must('olga', 'GET /v2/auditlogs/acme/export');
    expect(csv.headers.get('content-disposition')).toMatch(
      /^attachment; filename="acme-audit-[\d-]{10}\.csv"$/,
    );
    const lines = (csv.body as string).trimEnd().split('\r\n');
    expect(lines).toHaveLength(logs.length + 1);
    expect(lines[0]).toBe(
      'timestamp,account,action,name,actor,address,client,action_description,data',
    );
    expect(lines[1]).toContain(`"'=cmd|""/c calc""!A1"`);
    const lined = async (as: 'olga' | 'admin', path: string) => {
      const headers = { authorization: `Bearer ${bearers[as]}` };
      const text = await (await fetch(`${one.origin}${path}`, { headers })).text();
      const each = text.trimEnd().split('\n');
      return each.map((line) => JSON.parse(line) as Log);
    };
    const teams = await lined('olga', '/v2/auditlogs/acme/export?format=jsonl&action=org.team');
    const expected = actions(logs).filter((action) => action.startsWith('org.team.'));
    expect(actions(teams)).toEqual(expected);
    const all = await lined('admin', '/v2/auditlogs/_all/export?format=jsonl');
    expect(all.length).toBeGreaterThan(logs.length);
    const head = await send(`${one.origin}/v2/auditlogs/acme/export`, {
      method: 'HEAD',
      bearer: bearers.olga,
    });
    expect([head.status, head.body]).toEqual([200, '']);
  });

  test("shows a repository's readers its pushes, and whoever administers it everything", async () => {
    const started = await startOrganization(databases);
    const { must, ask, one } = started;
    await makeRepository(started, 'open', false);
    await makeRepository(started, 'secret');
    const image = { name: 'acme/open', tag: 'v1' };
    const { digest } = await pushImage(one.origin, ['olga', 'olga-password'], image);
    const { id } = (await must('olga', 'POST /v2/orgs/acme/groups', { name: 'devs' })).body;
    const given = { group_id: id, permission: 'read' };
    await must('olga', 'POST /v2/repositories/acme/open/groups', given);
    const path = '/v2/namespaces/acme/repositories/open/activity';
    const seen = (await must('nobody', `GET ${path}`)).body;
    expect(actions(seen.results)).toEqual(['repo.tag.push', 'repo.create']);
    expect(seen.count).toBe(2);
    expect(seen.results[0]).toMatchObject({
      actor: 'olga',
      address: null,
      client: null,
      data: { tag: 'v1', digest },
    });
    const whole = (await must('eddy', `GET ${path}`)).body.results as Log[];
    expect(actions(whole)).toEqual(['repo.team.set', 'repo.tag.push', 'repo.create']);
    expect(whole[1]?.address).toBe('192.0.2.1');
    const also = 'GET /v2/repositories/acme/open/auditlogs?action=repo.tag.push';
    expect((await must('eddy', also)).body.count).toBe(1);
    for (const as of ['nobody', 'sam', 'mia'] as const) {
      const hidden = 'GET /v2/namespaces/acme/repositories/secret/activity';
      expect((await ask(as, hidden)).status).toBe(404);
    }
  });

  test("shows at home what happens in one's own, one's organizations' and shared repositories", async () => {
    const started = await startOrganization(databases);
    const { must, one } = started;
    await makeRepository(started, 'open', false);
    await makeRepository(started, 'secret');
    await must('sam', 'POST /v2/namespaces/sam/repositories', { name: 'notes', is_private: true });
    const image = { name: 'acme/secret', tag: 'v1' };
    await pushImage(one.origin, ['olga', 'olga-password'], image);
    const seen = async (as: 'olga' | 'mia' | 'sam' | 'admin') => {
      const { body } = await must(as, 'GET /v2/user/activity');
      expect(body.count).toBe(body.results.length);
      return body.results.map(({ action, name }: Log) => `${action} ${name}`);
    };
    expect(await seen('olga')).toEqual([
      'repo.tag.push acme/secret',
      'repo.create acme/secret',
      'repo.create acme/open',
    ]);
    expect(await seen('mia')).toEqual(['repo.create acme/open']);
    expect(await seen('sam')).toEqual(['repo.create sam/notes']);
    expect(await seen('admin')).toEqual([]);
    await must('sam', 'POST /v2/repositories/sam/notes/collaborators', { user: 'mia' });
    expect(await seen('mia')).toEqual(['repo.create sam/notes', 'repo.create acme/open']);
  });

  test('forgets what it has kept long enough', async () => {
    const settings = { auditRetentionSeconds: 24 * 3600 };
    const started = await startOrganization(databases, { settings });
    const { must, one, clock } = started;
    clock.advance(24 * 3_600_000 + 1);
    await must('olga', 'POST /v2/orgs/acme/groups', { name: 'devs' }).catch(() => {});
    const prune = one.hub.periodic.find(({ name }) => name === 'hub.prune-audit');
    const said = await prune?.run({ signal: new AbortController().signal });
    expect(said).toMatch(/^[1-9]\d* events forgotten$/);
    const left = await started.database.query.selectFrom('hub_audit_events').select('at').execute();
    expect(left.every(({ at }) => at >= clock.now - 24 * 3_600_000)).toBe(true);
  });
});
