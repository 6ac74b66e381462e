import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BuildError } from '../errors.ts';
import { NotCachedError } from './not-cached.ts';
import { context, copy, directory, FakeBuild, planOf, run, scratch } from './testing/fake-build.ts';

let machine: FakeBuild;

beforeEach(async () => {
  machine = await FakeBuild.create();
});

afterEach(async () => {
  await machine.remove();
});

describe('what is executed', () => {
  it('is each step once, whoever needs it', async () => {
    const shared = run(scratch, 'shared');
    const left = run(shared, 'left');
    const right = run(shared, 'right');
    await machine.build(planOf(copy(copy(run(scratch, 'base'), left), right), left));
    expect(machine.commands.toSorted()).toEqual(['base', 'left', 'right', 'shared']);
  });

  it('is one of two equal steps', async () => {
    const plan = planOf(run(scratch, 'same'), run(scratch, 'same'));
    await machine.build(plan);
    expect(machine.commands).toEqual(['same']);
  });

  it('runs at the same time where nothing else says so', async () => {
    let running = 0;
    let together: () => void = () => {};
    const all = new Promise<void>((resolve) => {
      together = resolve;
    });
    machine.onRun = async () => {
      if (++running === 3) together();
      await all;
      return 0;
    };
    const stages = ['one', 'two', 'three'].map((command) => run(scratch, command));
    const [one = scratch, two = scratch, three = scratch] = stages;
    await machine.build(planOf(copy(copy(copy(scratch, one), two), three)));
    expect(machine.commands).toHaveLength(3);
  });

  it('is one step where two builds race for it', async () => {
    machine.onRun = async () => {
      await delay(30);
      return 0;
    };
    const results = await Promise.all(
      [1, 2].map(() => machine.build(planOf(run(run(scratch, 'first'), 'second')))),
    );
    expect(machine.commands).toEqual(['first', 'second']);
    const [one, other] = results.map(({ images }) => images[0]?.layers);
    expect(one).toEqual(other);
  });

  it('makes no layer for a directory that is there', async () => {
    const once = directory(scratch, '/app/src');
    const { images } = await machine.build(planOf(directory(once, '/app')));
    expect(images[0]?.layers).toHaveLength(1);
  });

  it('makes no layer where nothing was changed', async () => {
    machine.layers.commits = () => false;
    const plan = planOf(run(scratch, 'true'));
    const { images } = await machine.build(plan);
    expect(images[0]?.layers).toEqual([]);
    await machine.build(plan, { onlyCached: true });
  });
});

describe('a failure', () => {
  it('is told with the exit code and the lines, and ends the other steps', async () => {
    let aborted = false;
    let begun: () => void = () => {};
    const sleeping = new Promise<void>((resolve) => {
      begun = resolve;
    });
    machine.onRun = async (command, _, signal) => {
      if (command === 'sleep') {
        begun();
        await delay(60_000, undefined, { signal }).catch(() => {
          aborted = true;
        });
        return 137;
      }
      await sleeping;
      return 3;
    };
    const failing = run(scratch, 'fail', { lines: { start: 4, end: 5 } });
    const plan = planOf(run(copy(run(scratch, 'sleep'), failing), 'never'));
    const error = await machine.build(plan).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BuildError);
    expect(error).toMatchObject({
      code: 'STEP_FAILED',
      exitCode: 3,
      lines: { start: 4, end: 5 },
    });
    expect(aborted).toBe(true);
    expect(machine.commands).not.toContain('never');
    const ends = machine.events.filter(({ type }) => type === 'failed' || type === 'canceled');
    expect(ends.map(({ type }) => type)).toEqual(['failed', 'canceled']);
  });

  it('leaves what was done before in the cache', async () => {
    machine.onRun = async (command) => (command === 'bad' ? 1 : 0);
    const good = run(scratch, 'good');
    await expect(machine.build(planOf(run(good, 'bad')))).rejects.toThrow('exit code: 1');
    await machine.build(planOf(run(good, 'better')));
    expect(machine.commands).toEqual(['good', 'bad', 'better']);
  });

  it('is the reason of the signal where the user ends the build', async () => {
    const controller = new AbortController();
    machine.onRun = async (_, __, signal) => {
      controller.abort(new Error('ended by the user'));
      expect(signal.aborted).toBe(true);
      return 137;
    };
    const building = machine.build(planOf(run(scratch, 'x')), { signal: controller.signal });
    await expect(building).rejects.toThrow('ended by the user');
    expect(machine.events.at(-1)?.type).toBe('canceled');
  });

  it('of what a mount binds is the step that it belongs to', async () => {
    const mount = { type: 'bind', target: '/src', from: context, source: '/gone' } as const;
    const step = run(scratch, 'make', {
      mounts: [{ ...mount, readOnly: true }],
      lines: { start: 7, end: 7 },
    });
    await expect(machine.build(planOf(step))).rejects.toMatchObject({
      code: 'COPY_FAILED',
      lines: { start: 7 },
    });
    expect(machine.failed()).toEqual(['RUN make']);
  });

  it('is a missing secret before the step runs', async () => {
    const step = run(scratch, 'x', {
      mounts: [
        { type: 'secret', id: 'token', required: true, mode: 0o400, uid: 0, gid: 0, env: 'TOKEN' },
      ],
    });
    await expect(machine.build(planOf(step))).rejects.toMatchObject({ code: 'SECRET_MISSING' });
    expect(machine.commands).toEqual([]);
  });
});

describe('the cache', () => {
  it('gives all of a build that was done before, and executes nothing', async () => {
    const plan = () => planOf(run(copy(directory(scratch, '/app'), context), 'make'));
    const first = await machine.build(plan());
    const { mounts } = machine.layers;
    const second = await machine.build(plan(), { onlyCached: true });
    expect(second.images[0]?.layers).toEqual(first.images[0]?.layers);
    expect(second.images[0]?.history).toEqual(first.images[0]?.history);
    expect(machine.commands).toEqual(['make']);
    expect(machine.layers.mounts).toBe(mounts);
    expect(await second.summary()).toMatchObject({ steps: { total: 3, cached: 3 } });
  });

  it('misses without doing anything where only it may be used', async () => {
    const building = machine.build(planOf(run(scratch, 'make')), { onlyCached: true });
    await expect(building).rejects.toBeInstanceOf(NotCachedError);
    expect(machine.commands).toEqual([]);
    expect(machine.events.map(({ type }) => type)).toEqual(['planned']);
  });

  const step = { environment: ['A=1', 'PATH=/bin'], user: '', workingDirectory: '/' };
  it.each([
    ['an argument', { environment: ['A=2', 'PATH=/bin'] }],
    ['the user', { user: 'node' }],
    ['the working directory', { workingDirectory: '/app' }],
    ['the network', { network: 'host' as const }],
    ['a here-document', { files: [{ name: 'EOF', content: 'x' }] }],
    ['a mount', { mounts: [{ type: 'tmpfs' as const, target: '/tmp' }] }],
  ])('misses where %s changed', async (_, changed) => {
    await machine.build(planOf(run(scratch, 'x', step)));
    await machine.build(planOf(run(scratch, 'x', { ...step, ...changed })));
    expect(machine.commands).toEqual(['x', 'x']);
  });

  it('hits whatever the proxies are', async () => {
    await machine.build(planOf(run(scratch, 'x')));
    await machine.build(planOf(run(scratch, 'x', { hiddenEnvironment: ['HTTP_PROXY=http://p'] })));
    expect(machine.commands).toEqual(['x']);
  });

  it('misses where a file of the context changed, and all that is built on it', async () => {
    const plan = planOf(run(copy(run(scratch, 'before'), context), 'after'));
    await machine.build(plan);
    machine.files = { '/': 'changed' };
    await machine.build(plan);
    expect(machine.commands).toEqual(['before', 'after', 'after']);
  });

  it('knows a mount of the context by its content', async () => {
    const mount = { type: 'bind' as const, target: '/src', from: context, source: '/' };
    const plan = planOf(run(scratch, 'make', { mounts: [{ ...mount, readOnly: true }] }));
    const files = { type: 'file' as const, mode: 0, uid: 0, gid: 0 };
    machine.layers.view = () => ({
      lookup: async () => files,
      resolve: async (path) => path,
      readFile: async () => undefined,
    });
    await machine.build(plan);
    await machine.build(plan, { onlyCached: true });
    machine.files = { '/': 'changed' };
    await machine.build(plan);
    expect(machine.commands).toEqual(['make', 'make']);
  });

  it('makes no stage that a cached copy came from', async () => {
    const plan = () => planOf(copy(scratch, run(scratch, 'compile'), { path: '/out' }));
    const { images } = await machine.build(plan());
    const compiled = await machine.build(planOf(run(scratch, 'compile')));
    machine.layers.forget(compiled.images[0]?.layers[0]?.id ?? '');
    const { prepared } = machine;
    const again = await machine.build(plan());
    expect(again.images[0]?.layers).toEqual(images[0]?.layers);
    expect(machine.prepared).toBe(prepared);
    expect(machine.commands).toEqual(['compile']);
  });

  it('knows copies from a stage by what they copy, not by how it was made', async () => {
    const plan = (command: string) =>
      planOf(run(copy(scratch, run(scratch, command), { path: '/out' }), 'use'));
    await machine.build(plan('compile'));
    await machine.build(plan('compile -v'));
    expect(machine.commands).toEqual(['compile', 'use', 'compile -v']);
  });

  it('keeps linked copies whatever is below them', async () => {
    const plan = (command: string) => planOf(copy(run(scratch, command), context, { link: true }));
    const first = await machine.build(plan('old base'));
    const second = await machine.build(plan('new base'));
    expect(second.images[0]?.layers.at(-1)).toEqual(first.images[0]?.layers.at(-1));
    expect(machine.completed()).toMatchObject({ 'COPY /': true, 'RUN new base': false });
  });

  it('makes a step again whose layer is gone, and what was built on it', async () => {
    const plan = planOf(run(run(scratch, 'first'), 'second'));
    const { images } = await machine.build(plan);
    machine.layers.forget(images[0]?.layers[0]?.id ?? '');
    await machine.build(plan);
    expect(machine.commands).toEqual(['first', 'second', 'first', 'second']);
  });

  it('is replaced where a step must not use it, and with it what builds on that', async () => {
    const plan = (ignoreCache: boolean) =>
      planOf(run(run(scratch, 'date', { ignoreCache }), 'after'));
    const first = await machine.build(plan(false));
    const second = await machine.build(plan(true));
    const third = await machine.build(plan(false), { onlyCached: true });
    expect(machine.commands).toEqual(['date', 'after', 'date', 'after']);
    expect(second.images[0]?.layers).not.toEqual(first.images[0]?.layers);
    expect(third.images[0]?.layers).toEqual(second.images[0]?.layers);
  });

  it('survives a record that is no record', async () => {
    const { writeFile, readdir } = await import('node:fs/promises');
    await machine.build(planOf(run(scratch, 'x')));
    const folder = `${machine.folder}/cache/steps`;
    for (const name of await readdir(folder, { recursive: true })) {
      if (name.length > 60) await writeFile(`${folder}/${name}`, '{"layer":');
    }
    await machine.build(planOf(run(scratch, 'x')));
    expect(machine.commands).toEqual(['x', 'x']);
  });
});
