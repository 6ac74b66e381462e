import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { freshnessMilliseconds } from '../access/fresh-cache.ts';
import { askToken, send } from '../testing/client.ts';
import { makeRepository, startOrganization } from '../testing/organization.ts';

const groups = '/v2/orgs/acme/groups';
const onRepository = '/v2/repositories/acme/secret/groups';

describeOnEveryDatabase('teams', (databases) => {
  test('are made, renamed, described and deleted by owners, and seen by members', async () => {
    const { ask, must } = await startOrganization(databases);
    for (const as of ['eddy', 'mia', 'sam'] as const) {
      expect((await ask(as, `POST ${groups}/`, { name: 'devs' })).status).toBe(403);
    }
    const made = await must('olga', `POST ${groups}/`, { name: 'devs', description: 'They do' });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: 'devs', description: 'They do', member_count: 0 });
    expect(Number.isInteger(made.body.id)).toBe(true);
    expect((await ask('olga', `POST ${groups}`, { name: 'devs' })).status).toBe(409);
    expect((await ask('olga', `POST ${groups}`, { name: 'Owners' })).status).toBe(400);
    expect((await ask('olga', `POST ${groups}`, { name: 'a b' })).status).toBe(400);
    expect((await must('mia', `GET ${groups}/devs/`)).body).toEqual(made.body);
    const renamed = await must('olga', `PATCH ${groups}/devs/`, { name: 'builders' });
    expect(renamed.body).toMatchObject({ id: made.body.id, name: 'builders' });
    expect(renamed.body.description).toBe('They do');
    const replaced = await must('olga', `PUT ${groups}/builders`, { name: 'builders' });
    expect(replaced.body.description).toBe('');
    expect((await ask('mia', `GET ${groups}/devs`)).status).toBe(404);
    await must('olga', `POST ${groups}`, { name: 'ops' });
    expect((await ask('olga', `PATCH ${groups}/ops`, { name: 'builders' })).status).toBe(409);
    const found = (await must('mia', `GET ${groups}?search=UILD`)).body;
    expect(found).toMatchObject({ count: 1, results: [{ name: 'builders' }] });
    expect((await ask('mia', `DELETE ${groups}/ops`)).status).toBe(403);
    expect((await ask('olga', `DELETE ${groups}/ops/`)).status).toBe(204);
    expect((await must('mia', `GET ${groups}`)).body.count).toBe(1);
  });

  test('have members of the organization, who may leave', async () => {
    const { ask, must } = await startOrganization(databases);
    await must('olga', `POST ${groups}`, { name: 'devs' });
    const path = `${groups}/devs/members`;
    expect((await ask('mia', `POST ${path}/`, { member: 'mia' })).status).toBe(403);
    expect((await ask('olga', `POST ${path}/`, { member: 'sam' })).status).toBe(404);
    expect((await ask('olga', `POST ${path}/`, { member: 'Mia' })).status).toBe(200);
    expect((await ask('olga', `POST ${path}/`, { member: 'mia' })).status).toBe(200);
    await must('olga', `POST ${path}`, { member: 'eddy' });
    expect((await must('mia', `GET ${path}/`)).body).toMatchObject({
      count: 2,
      results: [{ username: 'eddy' }, { username: 'mia', type: 'User', email: '' }],
    });
    expect((await must('mia', `GET ${path}?search=edd`)).body.count).toBe(1);
    expect((await must('mia', `GET ${groups}?username=mia`)).body.count).toBe(1);
    expect((await must('mia', `GET ${groups}?username=olga`)).body.count).toBe(0);
    expect((await ask('mia', `DELETE ${path}/eddy`)).status).toBe(403);
    expect((await ask('mia', `DELETE ${path}/mia`)).status).toBe(204);
    expect((await ask('olga', `DELETE ${path}/mia`)).status).toBe(404);
    expect((await ask('olga', `DELETE ${path}/eddy/`)).status).toBe(204);
  });

  test('may what they were given with a repository, half a second later on every worker', async () => {
    const started = await startOrganization(databases);
    const { ask, must, other, bearers, clock } = started;
    await makeRepository(started, 'secret');
    const { id } = (await must('olga', `POST ${groups}`, { name: 'devs' })).body;
    await must('olga', `POST ${groups}/devs/members`, { member: 'mia' });
    const granted = async () => {
      clock.advance(freshnessMilliseconds);
      const read = await send(`${other.origin}/v2/repositories/acme/secret`, {
        bearer: bearers.mia,
      });
      const as = ['mia', 'mia-password'] as const;
      const scope = ['repository:acme/secret:pull,push,delete'];
      const token = (await askToken(other.origin, { as, scope })).body.scope as string;
      return `${read.status} ${token.split(':')[2] ?? 'nothing'}`;
    };
    expect(await granted()).toBe('404 nothing');
    const given = await must('eddy', `POST ${onRepository}/`, { group_id: id, permission: 'read' });
    expect(given.status).toBe(200);
    expect(given.body).toEqual({ group_id: id, group_name: 'devs', permission: 'read' });
    expect(await granted()).toBe('200 pull');
    expect((await ask('mia', `GET ${onRepository}/`)).status).toBe(403);
    await must('olga', `PATCH ${onRepository}/${id}/`, { permission: 'write' });
    expect(await granted()).toBe('200 pull,push');
    await must('olga', `PATCH ${onRepository}/${id}/`, { permission: 'admin' });
    expect(await granted()).toBe('200 pull,push,delete');
    expect((await must('mia', `GET ${onRepository}/${id}/`)).body.permission).toBe('admin');
    const also = '/v2/namespaces/acme/repositories/secret/groups';
    expect((await must('mia', `GET ${also}`)).body).toMatchObject({
      count: 1,
      results: [given.body.group_id && { group_id: id, permission: 'admin' }],
    });
    expect((await ask('olga', `DELETE ${onRepository}/${id}/`)).status).toBe(204);
    expect((await ask('olga', `DELETE ${onRepository}/${id}/`)).status).toBe(404);
    expect((await ask('olga', `PATCH ${onRepository}/${id}`, { permission: 'read' })).status).toBe(
      404,
    );
    expect(await granted()).toBe('404 nothing');
    await must('olga', `POST ${onRepository}`, { group_id: id, permission: 'write' });
    expect(await granted()).toBe('200 pull,push');
    await must('olga', `DELETE ${groups}/devs/members/mia`);
    expect(await granted()).toBe('404 nothing');
    await must('olga', `POST ${groups}/devs/members`, { member: 'mia' });
    expect(await granted()).toBe('200 pull,push');
    await must('olga', `DELETE ${groups}/devs`);
    expect(await granted()).toBe('404 nothing');
  });

  test("are given repositories of their own organization, and nobody else's teams are", async () => {
    const started = await startOrganization(databases);
    const { ask, must } = started;
    await makeRepository(started, 'secret');
    await must('sam', 'POST /v2/orgs', { orgname: 'rivals' });
    const { id } = (await must('sam', 'POST /v2/orgs/rivals/groups', { name: 'spies' })).body;
    const body = { group_id: id, permission: 'read' };
    expect((await ask('olga', `POST ${onRepository}`, body)).status).toBe(404);
    expect((await ask('sam', `POST ${onRepository}`, body)).status).toBe(404);
    expect((await ask('olga', `GET ${onRepository}/${id}`)).status).toBe(404);
    expect((await ask('olga', `GET ${onRepository}/abc`)).status).toBe(404);
    expect((await ask('olga', `POST ${onRepository}`, { ...body, permission: 'all' })).status).toBe(
      400,
    );
  });

  test('list the repositories that the caller may see', async () => {
    const started = await startOrganization(databases);
    const { must } = started;
    await makeRepository(started, 'secret');
    await makeRepository(started, 'open', false);
    const { id } = (await must('olga', `POST ${groups}`, { name: 'devs' })).body;
    for (const name of ['secret', 'open']) {
      const body = { group_id: id, permission: 'write' };
      await must('olga', `POST /v2/repositories/acme/${name}/groups`, body);
    }
    const open = { namespace: 'acme', name: 'open', is_private: false, permission: 'write' };
    const { body } = await must('olga', `GET ${groups}/devs/repositories`);
    expect(body).toMatchObject({ count: 2, results: [open, { name: 'secret' }] });
    const seen = (await must('mia', `GET ${groups}/devs/repositories`)).body;
    expect(seen).toMatchObject({ count: 1, results: [open] });
  });
});
