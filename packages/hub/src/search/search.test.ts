import { describeOnEveryDatabase, type TestDatabases } from '@slipway/database/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anonymous } from '../access/subject.ts';
import { visibleTo } from '../access/visible.ts';
import { pullTag, pushImage } from '../repositories/testing/registry-traffic.ts';
import { type RepositoryScene, repositoryScene } from '../repositories/testing/repository-scene.ts';
import { writeRows } from '../testing/write-rows.ts';
import { indexRepository } from './index-repository.ts';
import { rebuildSearch } from './rebuild-index.ts';
import { seenFigures } from './seen-figures.ts';

type Person = 'ada' | 'bob' | 'admin';

interface Wanted {
  readonly path: string;
  readonly description?: string;
  readonly full_description?: string;
  readonly categories?: readonly string[];
  readonly is_private?: boolean;
}

describeOnEveryDatabase('search', (databases) => {
  async function start(repositories: readonly Wanted[]) {
    const scene = await repositoryScene(databases);
    for (const { path, ...body } of repositories) {
      const [namespace = '', name = ''] = path.split('/');
      const as = namespace === 'library' ? 'admin' : namespace === 'bob' ? 'bob' : 'ada';
      const made = await scene.call('POST', `/v2/namespaces/${namespace}/repositories`, {
        ...{ as, body: { name, ...body } },
      });
      expect(made.status).toBe(201);
    }
    return scene;
  }

  const find = async ({ call }: RepositoryScene, query: string, as?: Person) => {
    const answer = await call('GET', `/api/search/v4?${query}`, as ? { as } : {});
    expect(answer.status, query).toBe(200);
    const results: string[] = answer.body.results.map((each: { name: string }) => each.name);
    expect(answer.body.total).toBe(results.length);
    return results;
  };

  test('finds words of names, descriptions, texts, categories and former names, the last as a beginning', async () => {
    const scene = await start([
      { path: 'ada/web-server', description: 'Serves pages' },
      { path: 'ada/store', full_description: 'Keeps **documents** in Größe' },
      { path: 'bob/tool', categories: ['message-queues'] },
    ]);
    expect(await find(scene, 'query=web')).toEqual(['ada/web-server']);
    expect(await find(scene, 'query=webserv')).toEqual(['ada/web-server']);
    expect(await find(scene, 'query=SERVES+pag')).toEqual(['ada/web-server']);
    expect(await find(scene, 'query=serves+p')).toEqual([]);
    expect(await find(scene, 'query=docum')).toEqual(['ada/store']);
    expect(await find(scene, 'query=store+document')).toEqual(['ada/store']);
    expect(await find(scene, 'query=GROSSE')).toEqual([]);
    expect(await find(scene, `query=${encodeURIComponent('größ')}`)).toEqual(['ada/store']);
    expect(await find(scene, 'query=queue')).toEqual(['bob/tool']);
    expect(await find(scene, 'query=bob/to')).toEqual(['bob/tool']);
    expect(await find(scene, 'query=w')).toEqual(['ada/web-server']);
    expect(await find(scene, 'query=we')).toEqual(['ada/web-server']);
    expect(await find(scene, 'query=nothing+such')).toEqual([]);
    await scene.call('POST', '/v2/namespaces/bob/repositories/tool/rename', {
      ...{ as: 'bob', body: { name: 'gadget' } },
    });
    expect(await find(scene, 'query=tool')).toEqual(['bob/gadget']);
    await scene.call('PATCH', '/v2/repositories/bob/gadget', {
      ...{ as: 'bob', body: { description: 'Now a pump' } },
    });
    expect(await find(scene, 'query=pump')).toEqual(['bob/gadget']);
    await scene.call('DELETE', '/v2/repositories/bob/gadget', { as: 'bob' });
    expect(await find(scene, 'query=gadget')).toEqual([]);
  });

  test('nothing that is typed is a mistake', async () => {
    const scene = await start([{ path: 'ada/app' }]);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (typed) => {
        const query = encodeURIComponent(typed.toWellFormed());
        for (const path of [
          ...[`/api/search/v4?query=${query}&architectures=${query}`, `/v1/search?q=${query}`],
          ...[`/v2/search/names?query=${query}`, `/v2/search/repositories/?query=${query}`],
        ]) {
          expect((await scene.call('GET', path)).status, path).toBe(200);
        }
      }),
      { numRuns: 40 },
    );
    for (const typed of ['"', "'", '*', 'a:*', 'OR', '-', 'NEAR(a b)', '{name} : x', '\\', '&|!']) {
      await find(scene, `query=${encodeURIComponent(typed)}`);
    }
  });

  test('puts first what bears the name, then what is well known', async () => {
    const scene = await start([
      { path: 'ada/redis', description: 'A copy' },
      { path: 'bob/redis-tools' },
      { path: 'library/redis' },
      { path: 'bob/cache', description: 'Like redis' },
      { path: 'ada/famous', full_description: 'Uses redis inside' },
    ]);
    await known(scene, 'ada/famous', 1_000_000);
    await known(scene, 'bob/redis-tools', 100);
    expect(await find(scene, 'query=redis')).toEqual([
      ...['library/redis', 'ada/redis', 'bob/redis-tools', 'ada/famous', 'bob/cache'],
    ]);
    expect((await find(scene, 'query=ada/redis'))[0]).toBe('ada/redis');
    expect(await find(scene, 'query=redis&sort=pull_count')).toEqual([
      ...['ada/famous', 'bob/redis-tools', 'bob/cache', 'library/redis', 'ada/redis'],
    ]);
    expect((await find(scene, 'query=redis&sort=name')).slice(0, 2)).toEqual([
      'bob/cache',
      'ada/famous',
    ]);
    expect((await find(scene, 'query=redis&sort=pull_count&order=asc')).at(-1)).toBe('ada/famous');
    const page = await scene.call('GET', '/api/search/v4?query=redis&from=1&size=2');
    expect(page.body).toMatchObject({ total: 5, total_is_capped: false });
    expect(page.body.results.map((each: { name: string }) => each.name)).toEqual([
      ...['ada/redis', 'bob/redis-tools'],
    ]);
  });

  test('filters by badge, category, type, architecture and system, and counts what it could filter by', async () => {
    const scene = await start([
      { path: 'ada/one', categories: ['security'] },
      { path: 'ada/two', categories: ['networking'] },
      { path: 'library/three' },
      { path: 'ada/secret', categories: ['security'], is_private: true },
    ]);
    await facts(scene, 'ada/one', { types: ['image'], platforms: ['linux/amd64', 'linux/arm64'] });
    await facts(scene, 'ada/two', { types: ['helm'], platforms: [] });
    await facts(scene, 'ada/secret', { types: ['image'], platforms: ['windows/amd64'] });
    expect(await find(scene, 'architectures=amd64')).toEqual(['ada/one']);
    expect((await find(scene, 'architectures=amd64', 'ada')).sort()).toEqual([
      'ada/one',
      'ada/secret',
    ]);
    expect(await find(scene, 'operating_systems=windows,freebsd')).toEqual([]);
    expect(await find(scene, 'operating_systems=windows', 'admin')).toEqual(['ada/secret']);
    expect(await find(scene, 'categories=security,networking&type=image')).toEqual(['ada/one']);
    expect(await find(scene, 'type=helm')).toEqual(['ada/two']);
    expect(await find(scene, 'badges=official')).toEqual(['library/three']);
    const badge = { badge: 'verified_publisher' };
    await scene.call('PUT', '/v2/namespaces/ada/badge', { as: 'admin', body: badge });
    expect((await find(scene, 'badges=official,verified_publisher')).length).toBe(3);
    const own = { badge: 'open_source' };
    const path = '/v2/namespaces/ada/repositories/one/badge';
    expect((await scene.call('PUT', path, { as: 'ada', body: own })).status).toBe(403);
    expect((await scene.call('PUT', path, { as: 'admin', body: own })).body.badge).toBe(
      'open_source',
    );
    expect(await find(scene, 'badges=open_source')).toEqual(['ada/one']);
    const counted = await scene.call('GET', '/api/search/v4?facets=true');
    expect(counted.body.facets).toEqual({
      badges: [
        { name: 'official', label: 'Docker Official Image', count: 1 },
        { name: 'verified_publisher', label: 'Verified Publisher', count: 1 },
        { name: 'open_source', label: 'Sponsored OSS', count: 1 },
      ],
      types: [
        { name: 'image', label: 'Image', count: 2 },
        { name: 'helm', label: 'Helm chart', count: 1 },
      ],
      architectures: [
        { name: 'amd64', label: 'x86-64', count: 1 },
        { name: 'arm64', label: 'ARM 64', count: 1 },
      ],
      operating_systems: [{ name: 'linux', label: 'Linux', count: 1 }],
      categories: [
        { name: 'networking', label: 'Networking', count: 1 },
        { name: 'security', label: 'Security', count: 1 },
      ],
    });
  });

  test('shows nobody what he may not see: no hit, count, facet, name or completion', async () => {
    const scene = await start([
      { path: 'ada/secret-plan', is_private: true, description: 'hidden words' },
      { path: 'acme/secret-site', is_private: true },
      { path: 'ada/secret-santa' },
    ]);
    for (const as of [undefined, 'bob'] as const) {
      expect(await find(scene, 'query=secret', as)).toEqual(['ada/secret-santa']);
      expect(await find(scene, 'query=hidden', as)).toEqual([]);
      const names = await scene.call('GET', '/v2/search/names?query=sec', as ? { as } : {});
      expect(names.body.results).toEqual(['ada/secret-santa']);
      const under = await scene.call('GET', '/v2/search/names?query=acme/', as ? { as } : {});
      expect(under.body.results).toEqual([]);
    }
    for (const as of ['ada', 'admin'] as const) {
      expect((await find(scene, 'query=secret', as)).length).toBe(3);
      const names = await scene.call('GET', '/v2/search/names?query=ac', { as });
      expect(names.body.results).toEqual(['acme/secret-site']);
    }
    // `docker search` sends credentials that are another service's.
    const docker = await scene.call('GET', '/v1/search?q=secret', { as: 'ada' });
    expect(docker.body.num_results).toBe(1);
    const home = await scene.call('GET', '/v2/explore', { as: 'ada' });
    expect(home.body.newest.map((each: { name: string }) => each.name)).toEqual(['secret-santa']);
    await scene.call('POST', '/v2/repositories/ada/secret-plan/privacy', {
      ...{ as: 'ada', body: { is_private: false } },
    });
    expect(await find(scene, 'query=hidden')).toEqual(['ada/secret-plan']);
  });

  test('answers docker search, and older clients', async () => {
    const scene = await start([
      { path: 'library/node', description: 'Node.js' },
      { path: 'ada/node' },
    ]);
    const ping = await scene.call('GET', '/v1/_ping');
    expect(ping.headers.get('x-docker-registry-standalone')).toBe('true');
    expect(ping.body).toBe(true);
    const { body } = await scene.call('GET', '/v1/search?q=node&n=1');
    expect(body).toEqual({
      ...{ query: 'node', num_results: 2, num_pages: 2, page: 1, page_size: 1 },
      results: [
        {
          ...{ name: 'node', description: 'Node.js', star_count: 0, is_official: true },
          ...{ is_automated: false, is_trusted: false },
        },
      ],
    });
    const older = await scene.call('GET', '/v2/search/repositories/?query=node&page_size=1&page=2');
    expect(older.body).toMatchObject({ count: 2, next: null });
    expect(older.body.results[0]).toMatchObject({ repo_name: 'ada/node', is_official: false });
    const v4 = await scene.call(
      'GET',
      '/api/search/v4?custom_boosted_results=true&query=node&images=',
    );
    expect(v4.body.results[0]).toMatchObject({
      ...{ id: 'library/node', name: 'library/node', type: 'image', badge: 'official' },
      ...{ pull_count: '0', publisher: { name: 'library' }, archived: false },
    });
    expect((await scene.call('GET', '/v2/categories')).body).toHaveLength(15);
  });

  test('pulls are counted where lists and search sort by them', async () => {
    const scene = await start([{ path: 'ada/app' }]);
    await pushImage(scene.origin, scene.passwords.ada, { name: 'ada/app' });
    for (let pull = 0; pull < 3; pull++) await pullTag(scene.origin, undefined, 'ada/app');
    await scene.hub.close();
    const { body } = await scene.call('GET', '/api/search/v4?query=app');
    expect(body.results[0].pull_count).toBe('3');
    expect((await scene.call('GET', '/v2/repositories/ada/app')).body.pull_count).toBe(3);
  });

  test('can be made anew from the rows', async () => {
    const scene = await start([{ path: 'ada/app' }, { path: 'bob/app' }]);
    await writeRows(scene.database, (transaction) =>
      transaction
        .updateTable('hub_repository_figures')
        .set({ labels: '', seen_by: 0, name: 'x' })
        .execute(),
    );
    await rebuildSearch(scene.database, { onlyUnlabelled: true });
    expect((await find(scene, 'query=app')).sort()).toEqual(['ada/app', 'bob/app']);
    expect((await scene.call('GET', '/v2/repositories/ada')).body.count).toBe(1);
  });

  test('lists see by figures what the policy’s own condition sees', async () => {
    await sameCondition(databases);
  });
});

async function known(scene: RepositoryScene, path: string, pulls: number): Promise<void> {
  await writeRows(scene.database, async (transaction) => {
    const { id } = await transaction
      .selectFrom('hub_repositories')
      .select('id')
      .where('path', '=', path)
      .executeTakeFirstOrThrow();
    await transaction
      .updateTable('hub_repository_figures')
      .set({ pulls })
      .where('repository_id', '=', id)
      .execute();
    await indexRepository(transaction as never, id);
  });
}

async function facts(
  scene: RepositoryScene,
  path: string,
  { types, platforms }: { readonly types: string[]; readonly platforms: string[] },
): Promise<void> {
  await writeRows(scene.database, async (transaction) => {
    const { id } = await transaction
      .selectFrom('hub_repositories')
      .select('id')
      .where('path', '=', path)
      .executeTakeFirstOrThrow();
    const part = (index: number) =>
      JSON.stringify([...new Set(platforms.map((platform) => platform.split('/')[index]))]);
    await transaction
      .updateTable('hub_repository_figures')
      .set({
        ...{ content_types: JSON.stringify(types), operating_systems: part(0) },
        architectures: part(1),
      })
      .where('repository_id', '=', id)
      .execute();
    await indexRepository(transaction as never, id);
  });
}

/** Every kind of subject, on repositories of every kind: `seenFigures` and `visibleTo` agree. */
async function sameCondition(databases: TestDatabases): Promise<void> {
  const scene = await repositoryScene(databases);
  const { database, call } = scene;
  for (const [as, namespace] of [
    ['ada', 'ada'],
    ['ada', 'acme'],
    ['bob', 'bob'],
  ] as const) {
    for (const isPrivate of [true, false]) {
      const body = { name: isPrivate ? 'hidden' : 'shown', is_private: isPrivate };
      await call('POST', `/v2/namespaces/${namespace}/repositories`, { as, body });
    }
  }
  const accounts = await database.query.selectFrom('hub_accounts').select(['id', 'name']).execute();
  const acme = accounts.find((account) => account.name === 'acme')?.id ?? 0;
  const ada = accounts.find((account) => account.name === 'ada')?.id ?? 0;
  const granted = { namespaces: [acme], repositories: [] };
  const ids = [1, 2, 3, 4, 5, 6];
  const subject = fc.record({
    administrator: fc.boolean(),
    reach: fc.constantFrom(0, 1, 2, 3, 4, 5),
    isKnown: fc.boolean(),
    only: fc.option(
      fc.record({
        publicRead: fc.boolean(),
        repositories: fc.dictionary(fc.constantFrom(...ids.map(String)), fc.constantFrom(0, 1, 2)),
      }),
      { nil: undefined },
    ),
  });
  await fc.assert(
    fc.asyncProperty(subject, async ({ isKnown, administrator, only, reach }) => {
      const asking = isKnown
        ? ({ ...anonymous, accountId: ada, administrator, only, reach } as never)
        : anonymous;
      const seen = await database.query
        .selectFrom('hub_repository_figures as figures')
        .select('figures.repository_id as id')
        .where(
          seenFigures(asking, isKnown ? granted : { namespaces: [], repositories: [] }) as never,
        )
        .orderBy('id')
        .execute();
      const visible = await database.query
        .selectFrom('hub_repositories as repository')
        .select('repository.id')
        .where(visibleTo(asking) as never)
        .orderBy('id')
        .execute();
      expect(seen).toEqual(visible);
    }),
    { numRuns: 60 },
  );
}
