import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { freshnessMilliseconds } from '../access/fresh-cache.ts';
import { askToken, send } from '../testing/client.ts';
import { makeRepository, startOrganization } from '../testing/organization.ts';

const list = '/v2/repositories/sam/notes/collaborators';

describeOnEveryDatabase('collaborators', (databases) => {
  async function start() {
    const started = await startOrganization(databases);
    const body = { name: 'notes', is_private: true };
    await started.must('sam', 'POST /v2/namespaces/sam/repositories', body);
    return started;
  }

  test('may what the owner gave them, half a second later on every worker', async () => {
    const { ask, must, other, bearers, clock } = await start();
    const granted = async () => {
      clock.advance(freshnessMilliseconds);
      const read = await send(`${other.origin}/v2/repositories/sam/notes`, { bearer: bearers.mia });
      const as = ['mia', 'mia-password'] as const;
      const scope = ['repository:sam/notes:pull,push,delete'];
      const token = (await askToken(other.origin, { as, scope })).body.scope as string;
      return `${read.status} ${token.split(':')[2] ?? 'nothing'}`;
    };
    expect(await granted()).toBe('404 nothing');
    expect((await ask('mia', `POST ${list}`, { user: 'mia' })).status).toBe(404);
    const added = await must('sam', `POST ${list}/`, { user: 'Mia' });
    expect(added.status).toBe(201);
    // As Docker Hub's: pull and push.
    expect(added.body).toMatchObject({ user: 'mia', permission: 'write' });
    expect(await granted()).toBe('200 pull,push');
    expect((await ask('sam', `POST ${list}`, { user: 'mia' })).status).toBe(409);
    await must('sam', `PATCH ${list}/mia`, { permission: 'read' });
    expect(await granted()).toBe('200 pull');
    expect((await ask('mia', `PATCH ${list}/mia`, { permission: 'admin' })).status).toBe(403);
    await must('sam', `PATCH ${list}/mia`, { permission: 'admin' });
    expect(await granted()).toBe('200 pull,push,delete');
    expect((await must('mia', `GET ${list}`)).body).toMatchObject({
      count: 1,
      results: [{ user: 'mia', permission: 'admin' }],
    });
    expect((await must('mia', 'GET /v2/user/collaborations')).body).toMatchObject({
      count: 1,
      results: [{ namespace: 'sam', name: 'notes', is_private: true, permission: 'admin' }],
    });
    expect((await ask('sam', `DELETE ${list}/mia/`)).status).toBe(204);
    expect((await ask('sam', `DELETE ${list}/mia`)).status).toBe(404);
    expect(await granted()).toBe('404 nothing');
    expect((await must('mia', 'GET /v2/user/collaborations')).body.count).toBe(0);
  });

  test('leave by themselves', async () => {
    const { ask, must } = await start();
    await must('sam', `POST ${list}`, { user: 'mia', permission: 'read' });
    await must('sam', `POST ${list}`, { user: 'eddy', permission: 'read' });
    expect((await ask('mia', `DELETE ${list}/eddy`)).status).toBe(403);
    expect((await ask('nobody', `DELETE ${list}/mia`)).status).toBe(404);
    expect((await ask('olga', `DELETE ${list}/olga`)).status).toBe(404);
    expect((await ask('mia', `DELETE ${list}/mia`)).status).toBe(204);
    expect((await must('sam', `GET ${list}`)).body.count).toBe(1);
  });

  test('are accounts, not the owner, and of personal repositories', async () => {
    const started = await start();
    const { ask } = started;
    await makeRepository(started, 'app');
    expect((await ask('sam', `POST ${list}`, { user: 'sam' })).status).toBe(409);
    expect((await ask('sam', `POST ${list}`, { user: 'acme' })).status).toBe(404);
    expect((await ask('sam', `POST ${list}`, { user: 'none' })).status).toBe(404);
    expect((await ask('sam', `POST ${list}`, { user: 'mia', permission: 'x' })).status).toBe(400);
    const ofOrganization = 'POST /v2/repositories/acme/app/collaborators';
    expect((await ask('olga', ofOrganization, { user: 'sam' })).status).toBe(409);
  });
});
