import { readFileSync, utimesSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BuildMachine, type Built, cannotBuild } from './build-machine.ts';

const two = `
FROM base AS work
COPY source.txt /source.txt
RUN cp /source.txt /result.txt && echo compiled
FROM base
COPY --from=work /result.txt /
RUN echo used > /used`;

let machine: BuildMachine;

beforeEach(async () => {
  machine = await BuildMachine.create('root');
  machine.write({ 'source.txt': 'one' });
});

afterEach(async () => {
  await machine.remove();
});

describe.skipIf(cannotBuild)('the cache between builds of several processes', () => {
  it('gives the same image without privileges where nothing changed', async () => {
    const first = await machine.build(two);
    const second = await machine.build(two);
    expect(second.result?.plain).toBe(true);
    expect(second.result?.image).toEqual(first.result?.image);
    expect(second.result?.summary.steps).toEqual({ total: 6, cached: 6 });
  });

  it('does not mind times', async () => {
    await machine.build(two);
    utimesSync(machine.folder.join('context', 'source.txt'), 1, 1);
    expect((await machine.build(two)).result?.plain).toBe(true);
  });

  it('executes what a changed file reaches, and no more', async () => {
    await machine.build(two);
    machine.write({ 'source.txt': 'two' });
    const { steps, output, error } = await machine.build(two);
    expect(error).toBeUndefined();
    expect(output).toBe('compiled\n');
    expect(steps).toMatchObject({
      'RUN ["/bin/busybox", "--install", "-s", "/bin"]': true,
      'COPY source.txt /source.txt': false,
      'RUN cp /source.txt /result.txt && echo compiled': false,
      'COPY --from=work /result.txt /': false,
      'RUN echo used > /used': false,
    });
  });

  it('stops where a stage gave the same again', async () => {
    await machine.build(two);
    const changed = two.replace('echo compiled', 'echo compiled otherwise');
    const { steps, output } = await machine.build(changed);
    expect(output).toBe('compiled otherwise\n');
    expect(steps['RUN echo used > /used']).toBe(true);
  });

  it('runs a step once where two processes race for it', async () => {
    const step = 'RUN echo running; sleep 1; date +%N > /time';
    const [one, other] = await Promise.all([machine.build(step), machine.build(step)]);
    expect(`${one.output}${other.output}`).toBe('running\n');
    expect(one.result?.image).toEqual(other.result?.image);
  });

  it('is whole after a kill in the middle, and nothing is left mounted or running', async () => {
    const dockerfile = 'RUN echo first > /first\nRUN echo begun; sleep 61.5; echo done';
    const { child, done } = await machine.start(dockerfile);
    child.stdout?.on('data', (text: Buffer) => {
      if (text.toString().includes('begun\\n')) child.kill('SIGKILL');
    });
    await done;
    await delay(200);
    expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(machine.state);
    const again = await machine.build(dockerfile.replace('sleep 61.5', 'true'));
    expect(again.error).toBeUndefined();
    expect(again.steps['RUN echo first > /first']).toBe(true);
    expect(again.output).toBe('begun\ndone\n');
  });

  it('is not used where it must not be', async () => {
    const step = 'RUN date +%N > /time';
    const first = await machine.build(step);
    const second = await machine.build(step, { noCache: true });
    const third = await machine.build(step);
    expect(second.result?.image?.digest).not.toBe(first.result?.image?.digest);
    expect(third.result?.image).toEqual(second.result?.image);
  });
});

describe.skipIf(cannotBuild)('a cache outside the machine', () => {
  it.each(['min', 'max'])('gives another machine all steps, mode=%s', async (mode) => {
    const cache = machine.folder.join('cache');
    const first = await machine.build(two, {
      cacheTo: [{ type: 'local', attributes: { dest: cache, mode } }],
    });
    expect(first.error).toBeUndefined();
    const other = await BuildMachine.create('root');
    try {
      other.write({ 'source.txt': 'one' });
      const cacheFrom = [{ type: 'local' as const, attributes: { src: cache } }];
      const second = await other.build(two, { cacheFrom });
      expect(second.error).toBeUndefined();
      expect(second.output).toBe('');
      expect(second.result?.summary.steps.cached).toBe(6);
      expect(second.result?.image?.digest).toBe(first.result?.image?.digest);
    } finally {
      await other.remove();
    }
  });

  it('is carried by an image that is asked to', async () => {
    const layout = machine.folder.join('layout');
    const first = await machine.build(two, {
      cacheTo: [{ type: 'inline', attributes: {} }],
      outputs: [{ type: 'oci', destination: layout, attributes: { tar: 'false' } }],
    });
    expect(first.error).toBeUndefined();
    const other = await BuildMachine.create('root');
    try {
      other.write({ 'source.txt': 'one' });
      const request = {
        cacheFrom: [
          { type: 'local' as const, attributes: { src: layout, digest: digestOf(first) } },
        ],
      };
      const second = await other.build(two, request);
      expect(second.output).toBe('');
      expect(second.result?.summary.steps.cached).toBe(6);
      expect((await other.build(two)).result?.plain).toBe(true);
    } finally {
      await other.remove();
    }
  });

  it('is no reason to fail where it is not there', async () => {
    const cacheFrom = [{ type: 'local' as const, attributes: { src: '/nonexistent' } }];
    expect((await machine.build('RUN true', { cacheFrom })).error).toBeUndefined();
  });
});

function digestOf({ result }: Built): string {
  return result?.image?.digest ?? '';
}
