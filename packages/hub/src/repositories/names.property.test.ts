import { describeOnEveryDatabase, type TestDatabases } from '@slipway/database/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pullTag, pushImage } from './testing/registry-traffic.ts';
import { type RepositoryScene, repositoryScene } from './testing/repository-scene.ts';

/** Two namespaces and few names: they meet all the time. */
const namespaces = ['ada', 'acme'] as const;
const names = ['one', 'two', 'three'] as const;
const allPaths = namespaces.flatMap((namespace) => names.map((name) => `${namespace}/${name}`));

type Step =
  | { readonly kind: 'create' | 'push' | 'delete'; readonly path: string }
  | { readonly kind: 'rename' | 'transfer'; readonly path: string; readonly name: string }
  | { readonly kind: 'removeAlias'; readonly path: string; readonly alias: string };

const path = fc.constantFrom(...allPaths);
const name = fc.constantFrom(...names);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('create', 'push'), path }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete'), path }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('rename', 'transfer'), path, name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('removeAlias'), path, alias: path }) },
) as fc.Arbitrary<Step>;

/** What ought to be: repositories with their names and what their tag names; names given up. */
class Model {
  readonly repositories: { path: string; aliases: Set<string>; digest: string | undefined }[] = [];
  /** By name, whose namespace may use it. */
  readonly kept = new Map<string, string>();

  find(by: string) {
    return this.repositories.find((each) => each.path === by || each.aliases.has(by));
  }

  /** Whether a repository of this namespace may get the name. */
  isFree(wanted: string, namespace: string, own?: object): boolean {
    const there = this.find(wanted);
    if (there && (there !== own || there.path === wanted)) return false;
    return (this.kept.get(wanted) ?? namespace) === namespace;
  }
}

describeOnEveryDatabase('names, in any order of changes', (databases) => {
  test('a name leads to one repository at most, and to whoever had it until it is given up', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 14 }), (steps) =>
        run(databases, steps),
      ),
      { numRuns: databases.engine === 'sqlite' ? 12 : 5, endOnFailure: true },
    );
  }, 180_000);
});

async function run(databases: TestDatabases, steps: readonly Step[]): Promise<void> {
  const scene = await repositoryScene(databases);
  const model = new Model();
  try {
    for (const each of steps) {
      await apply(scene, model, each);
      scene.clock.advance(500);
      await compare(scene, model);
    }
  } finally {
    await scene.hub.close();
  }
}

async function apply(scene: RepositoryScene, model: Model, each: Step): Promise<void> {
  const { call, origin, passwords } = scene;
  const [namespace = '', name = ''] = each.path.split('/');
  const base = `/v2/namespaces/${namespace}/repositories`;
  const found = model.find(each.path);
  switch (each.kind) {
    case 'create': {
      const answer = await call('POST', base, { as: 'ada', body: { name } });
      const free = model.isFree(each.path, namespace);
      expect(answer.status, JSON.stringify(each)).toBe(free ? 201 : 409);
      if (free) add(model, each.path);
      return;
    }
    case 'push': {
      const answer = await pushImage(origin, passwords.ada, { name: each.path });
      const allowed = found !== undefined || model.isFree(each.path, namespace);
      expect(answer.status === 201, `${JSON.stringify(each)} ${answer.status}`).toBe(allowed);
      if (allowed) (found ?? add(model, each.path)).digest = answer.digest;
      return;
    }
    case 'delete': {
      const answer = await call('DELETE', `${base}/${name}`, { as: 'ada' });
      expect(answer.status, JSON.stringify(each)).toBe(found ? 202 : 404);
      if (!found) return;
      const owner = found.path.slice(0, found.path.indexOf('/'));
      for (const freed of [found.path, ...found.aliases]) model.kept.set(freed, owner);
      model.repositories.splice(model.repositories.indexOf(found), 1);
      return;
    }
    case 'rename':
    case 'transfer': {
      const isRename = each.kind === 'rename';
      const owner = found?.path.split('/')[0] ?? namespace;
      const other = owner === 'ada' ? 'acme' : 'ada';
      const target = `${isRename ? owner : other}/${each.name}`;
      const body = { name: each.name, ...(isRename ? {} : { namespace: other }) };
      const answer = await call('POST', `${base}/${name}/${each.kind}`, { as: 'ada', body });
      if (!found) return expect(answer.status).toBe(404);
      if (target === found.path) return expect(answer.status).toBe(200);
      const free = model.isFree(target, owner, found);
      expect(answer.status, `${JSON.stringify(each)} to ${target}`).toBe(free ? 200 : 409);
      if (!free) return;
      found.aliases.add(found.path);
      found.aliases.delete(target);
      found.path = target;
      model.kept.delete(target);
      return;
    }
    case 'removeAlias': {
      const answer = await call('DELETE', `${base}/${name}/aliases/${each.alias}`, { as: 'ada' });
      const there = found?.aliases.has(each.alias) === true;
      expect(answer.status, JSON.stringify(each)).toBe(there ? 204 : 404);
      if (!found || !there) return;
      found.aliases.delete(each.alias);
      model.kept.set(each.alias, found.path.slice(0, found.path.indexOf('/')));
    }
  }
}

function add(model: Model, path: string) {
  const made = { path, aliases: new Set<string>(), digest: undefined };
  model.repositories.push(made);
  model.kept.delete(path);
  return made as Model['repositories'][number];
}

/** Every name that could be asked for gives what it ought to give, and nothing else. */
async function compare({ call, origin, passwords }: RepositoryScene, model: Model): Promise<void> {
  for (const asked of allPaths) {
    const expected = model.find(asked);
    const [namespace, name] = asked.split('/');
    const read = await call('GET', `/v2/namespaces/${namespace}/repositories/${name}`, {
      as: 'ada',
    });
    expect(read.status, asked).toBe(expected ? 200 : 404);
    if (expected) {
      expect(`${read.body.namespace}/${read.body.name}`).toBe(expected.path);
      expect(read.body.renamed_from).toBe(expected.path === asked ? null : asked);
    }
    if (expected && !expected.digest) continue;
    const pulled = await pullTag(origin, passwords.ada, asked);
    if (expected) expect(pulled, asked).toBe(expected.digest);
    else expect([401, 404]).toContain(pulled);
  }
}
