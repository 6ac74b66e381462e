import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import type { Mail } from '../mail/mailer.ts';
import { apiToken, makeAccount, send } from '../testing/client.ts';
import { runDueJobs } from '../testing/run-jobs.ts';
import { openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';
import { startReceiver } from '../testing/webhook-receiver.ts';
import { writeRows, writeRowsCommand } from '../testing/write-rows.ts';

const repositoryEvents = [
  'repository.create',
  'repository.update',
  'repository.delete',
  'repository.rename',
  'repository.visibility',
  'repository.archive',
  'repository.unarchive',
];

describeOnEveryDatabase('webhooks of repositories’ changes', (databases) => {
  async function start(sent: Mail[] = []) {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock, commands: [writeRowsCommand] });
    const mailer = { send: async (mail: Mail) => void sent.push(mail), close() {} };
    const { origin, hub } = await startTestHub({ database, clock, mailer });
    const kirtan = ['kirtan', await makeAccount(origin, 'kirtan')] as const;
    const call = async (method: string, path: string, body?: unknown) =>
      await send(`${origin}${path}`, {
        method,
        bearer: await apiToken(origin, ...kirtan),
        ...(body === undefined ? {} : { body }),
      });
    const jobs = () => runDueJobs({ hub, database, clock });
    return { clock, database, origin, call, jobs };
  }

  test('each change is told by its name, the deletion to the repository’s own webhook too', async () => {
    const { clock, call, jobs } = await start();
    const receiver = await startReceiver();
    const at = '/v2/namespaces/kirtan';
    const hook = { name: 'all', events: repositoryEvents };
    await call('POST', `${at}/webhooks`, { ...hook, url: `${receiver.url}/namespace` });
    clock.advance(10);
    await call('POST', `${at}/repositories`, { name: 'app', is_private: false });
    clock.advance(10);
    await call('POST', `${at}/repositories/app/webhooks`, { ...hook, url: `${receiver.url}/own` });
    clock.advance(10);
    const one = `${at}/repositories/app`;
    await call('PATCH', one, { description: 'words' });
    await call('PATCH', one, { is_private: true });
    await call('DELETE', one);
    clock.advance(1000);
    await jobs();
    const told = (path: string) =>
      receiver.received.filter((each) => each.path === path).map(({ body }) => body.event);
    expect(told('/namespace').sort()).toEqual([
      'repository.create',
      'repository.delete',
      'repository.update',
      'repository.visibility',
    ]);
    expect(told('/own').sort()).toEqual([
      'repository.delete',
      'repository.update',
      'repository.visibility',
    ]);
    const deleted = receiver.received.find(({ body }) => body.event === 'repository.delete');
    expect(deleted?.body.repository).toMatchObject({ repo_name: 'kirtan/app', is_private: true });
    // A new repository of the name has none of the old one's webhooks.
    expect((await call('GET', `${one}/webhooks`)).status).toBe(404);
  });

  test('a repository that moves away leaves its webhooks behind, told of that at last', async () => {
    const { clock, call, jobs } = await start();
    const receiver = await startReceiver();
    expect((await call('POST', '/v2/orgs', { orgname: 'acme' })).status).toBe(201);
    await call('POST', '/v2/namespaces/kirtan/repositories', { name: 'app' });
    const hook = { name: 'own', url: receiver.url, events: ['repository.transfer', 'push'] };
    const at = '/v2/namespaces/kirtan/repositories/app';
    expect((await call('POST', `${at}/webhooks`, hook)).status).toBe(201);
    clock.advance(1000);
    const moved = await call('POST', `${at}/transfer`, { namespace: 'acme' });
    expect(moved.status).toBe(200);
    clock.advance(1000);
    await jobs();
    expect(receiver.received.map(({ body }) => body.event)).toEqual(['repository.transfer']);
    const left = await call('GET', '/v2/namespaces/acme/repositories/app/webhooks');
    expect(left.body.count).toBe(0);
  });

  test('a pause is told by letter to whoever made the webhook', async () => {
    const sent: Mail[] = [];
    const { database, clock, call, jobs } = await start(sent);
    const receiver = await startReceiver(() => ({ status: 410 }));
    await writeRows(database, (transaction) =>
      transaction
        .updateTable('hub_accounts')
        .set({ email: 'kirtan@example.org', email_verified_at: clock.now })
        .where('name', '=', 'kirtan')
        .execute(),
    );
    const at = '/v2/namespaces/kirtan';
    const hook = { name: 'deploy', url: receiver.url, events: ['repository.create'] };
    await call('POST', `${at}/webhooks`, hook);
    clock.advance(10);
    await call('POST', `${at}/repositories`, { name: 'app' });
    await jobs();
    // The letter is asked for by the real clock.
    await jobs();
    const letters = sent.filter(({ subject }) => subject.includes('webhook'));
    expect(letters).toHaveLength(1);
    expect(letters[0]).toMatchObject({ to: 'kirtan@example.org' });
    expect(letters[0]?.text).toContain('410');
    expect((await call('GET', `${at}/webhooks`)).body.results[0].paused_at).not.toBeNull();
  });
});
