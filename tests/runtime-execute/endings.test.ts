import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../support/run-command.ts';
import { describeWithTools } from '../support/tools.ts';
import { ContainerMachine, containerTools, processesWith, starters } from './container-machine.ts';

describeWithTools('the end of a container', containerTools, () => {
  describe.each(starters)('started by %s', (starter) => {
    let machine: ContainerMachine;

    beforeAll(async () => {
      machine = await ContainerMachine.create(starter);
    });
    afterAll(() => machine.remove());

    it('is that of every process it started', async () => {
      const sleep = uniqueSleep();
      const script = `${sleep} & setsid ${sleep} & (setsid sh -c '${sleep} & ${sleep}' &) ; sleep 0.2; echo`;
      const { code, error } = await machine.sh(script);
      expect({ code, error }).toEqual({ code: 0 });
      expect(await processesWith(sleep)).toEqual([]);
    });

    it('comes at once when it is aborted', async () => {
      const sleep = uniqueSleep();
      const script = `trap '' TERM INT HUP; ${sleep} & setsid ${sleep} & echo; while :; do ${sleep}; done`;
      const { error } = await machine.sh(script, { abortAfter: 100 });
      expect(error?.message).toContain('aborted');
      expect(await processesWith(sleep)).toEqual([]);
    });

    it('comes for a fork bomb too', async () => {
      const mark = uniqueSleep();
      const bomb = `bomb() { bomb | bomb & }; echo; bomb; ${mark}`;
      const { error } = await machine.sh(bomb, {
        abortAfter: 100,
        ulimits: starter === 'root' ? [] : [{ name: 'nproc', soft: 1000, hard: 1000 }],
      });
      expect(error?.message).toContain('aborted');
      expect(await processesWith(mark)).toEqual([]);
    });

    it('comes with that of whoever runs it, killed, and leaves nothing', async () => {
      const sleep = uniqueSleep();
      const { child, results } = await machine.start([
        { arguments: ['sh', '-c', `${sleep} & setsid ${sleep} & ${sleep}`], network: 'default' },
      ]);
      await until(
        async () =>
          (await processesWith(`${sleep}`)).filter((line) => !line.includes('sh -c')).length >= 3,
      );
      const cgroups = await cgroupsOf(sleep);
      child.kill('SIGKILL');
      await results;
      await until(async () => (await processesWith(sleep)).length === 0);
      await until(async () => (await processesWith(machine.folder.path)).length === 0);
      expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(machine.folder.path);
      // Empty cgroups go with the next build.
      await machine.run({ arguments: ['true'] });
      expect(cgroups.filter((folder) => existsSync(folder))).toEqual([]);
      expect(await runCommand('ls', [`${machine.state}/run`])).toBe('');
    });
  });
});

/** A command that no one else runs. */
function uniqueSleep(): string {
  return `sleep ${randomInt(100_000, 100_000_000)}`;
}

/** Those of Slipway that the processes are in. */
async function cgroupsOf(text: string): Promise<string[]> {
  const pids = (await processesWith(text)).map((line) => Number.parseInt(line, 10));
  const lines = pids.flatMap((pid) => readFileSync(`/proc/${pid}/cgroup`, 'utf8').split('\n'));
  return lines.flatMap((line) => {
    const [, controllers = '', path = ''] = line.split(':');
    const hierarchy = controllers.replace('name=', '');
    return path.startsWith('/slipway/') ? [`/sys/fs/cgroup/${hierarchy}${path}`] : [];
  });
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await condition()); await delay(50)) {
    if (Date.now() > end) throw new Error('waited for in vain');
  }
}
