import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { repositoryScene } from '../repositories/testing/repository-scene.ts';

describeOnEveryDatabase('stars', (databases) => {
  test('one of each account, for what it may pull from; newest first', async () => {
    const { call, clock } = await repositoryScene(databases);
    for (const name of ['one', 'two', 'secret']) {
      const body = { name, is_private: name === 'secret' };
      await call('POST', '/v2/namespaces/ada/repositories', { as: 'ada', body });
    }
    const stars = (name: string) => `/v2/namespaces/ada/repositories/${name}/stars`;
    expect((await call('POST', stars('one'))).status).toBe(401);
    expect((await call('POST', stars('one'), { as: 'bob' })).body).toEqual({
      ...{ star_count: 1, has_starred: true },
    });
    expect((await call('POST', stars('one'), { as: 'bob' })).body.star_count).toBe(1);
    expect((await call('POST', stars('one'), { as: 'ada' })).body.star_count).toBe(2);
    clock.advance(1000);
    await call('POST', '/v2/repositories/ada/two/stars/', { as: 'bob' });
    expect((await call('POST', stars('secret'), { as: 'bob' })).status).toBe(404);
    expect((await call('POST', stars('none'), { as: 'bob' })).status).toBe(404);
    const read = (as: 'ada' | 'bob') => call('GET', '/v2/repositories/ada/two', { as });
    expect((await read('bob')).body).toMatchObject({ star_count: 1, has_starred: true });
    expect((await read('ada')).body.has_starred).toBe(false);
    const list = await call('GET', '/v2/user/starred', { as: 'bob' });
    expect(list.body.results.map((each: { name: string }) => each.name)).toEqual(['two', 'one']);
    expect((await call('DELETE', stars('one'), { as: 'bob' })).body).toEqual({
      ...{ star_count: 1, has_starred: false },
    });
    expect((await call('DELETE', stars('one'), { as: 'bob' })).body.star_count).toBe(1);
    // What he may no longer see leaves his list, with its count.
    await call('POST', '/v2/repositories/ada/two/privacy', {
      as: 'ada',
      body: { is_private: true },
    });
    expect((await call('GET', '/v2/user/starred', { as: 'bob' })).body.count).toBe(0);
  });
});
