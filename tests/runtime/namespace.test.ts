import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTool } from '../support/required-tool.ts';
import { runCommand, tryCommand } from '../support/run-command.ts';
import { makeScratchFolder, type ScratchFolder } from '../support/scratch-folder.ts';
import { describeWithTools } from '../support/tools.ts';
import { addOrdinaryUser, builders, namespaceTools, runAs, startedBy } from './build-user.ts';

const program = join(import.meta.dirname, 'in-namespace.ts');
/** Seconds a daemon sleeps: its mark among all processes. */
let mark = 70_000 + (process.pid % 10_000) * 10;

describeWithTools('the build namespace', namespaceTools, () => {
  beforeAll(addOrdinaryUser);

  describe.each(builders)('entered by %s', (builder) => {
    const run = (...parameters: string[]) =>
      runAs(builder, [process.execPath, program, ...parameters]);

    const start = async (what: string) => {
      const sleep = String(++mark);
      const [command = '', ...parameters] = startedBy(builder, [
        process.execPath,
        program,
        what,
        sleep,
      ]);
      const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
      const output: string[] = [];
      child.stdout.on('data', (data) => output.push(String(data)));
      await once(child.stdout, 'data');
      return { child, output, sleep };
    };

    it('makes root of whoever enters, free to mount, alone in its pids', async () => {
      const { code, stdout } = await run('facts');
      const facts = JSON.parse(stdout);
      expect(code).toBe(0);
      expect(facts).toMatchObject({ uid: 0, pid: 1, variable: null });
      expect(readFileSync('/proc/mounts', 'utf8')).not.toMatch(/ \/mnt tmpfs/);
    });

    it('passes exit codes and deaths on', async () => {
      expect((await run('exit', '0')).code).toBe(0);
      expect((await run('exit', '42')).code).toBe(42);
      expect((await run('exit', '255')).code).toBe(255);
    });

    it('is not believed where only its variable is there', async () => {
      const environment = { SLIPWAY_BUILD_NAMESPACE: 'mnt:[1] pid:[2]' };
      const [command = '', ...parameters] = startedBy(builder, [
        process.execPath,
        program,
        'facts',
      ]);
      const { stdout } = await tryCommand(command, parameters, { env: environment });
      expect(JSON.parse(stdout)).toMatchObject({ uid: 0, pid: 1 });
    });

    it('passes a signal on, once, and waits for the end in good order', async () => {
      const { child, output, sleep } = await start('handle');
      child.kill('SIGTERM');
      expect(await ended(child)).toBe(7);
      expect(output.join('')).toBe('ready\nSIGTERM 1\n');
      expect(sleepers(sleep)).toEqual([]);
    });

    it.each([
      ['SIGTERM', 143],
      ['SIGINT', 130],
      ['SIGHUP', 129],
    ] as const)('ends by %s where nobody listens', async (signal, code) => {
      const { child, sleep } = await start('wait');
      child.kill(signal);
      expect(await ended(child)).toBe(code);
      expect(sleepers(sleep)).toEqual([]);
    });

    it('ends with all its processes where the outer one is killed', async () => {
      const { child, sleep } = await start('wait');
      expect(sleepers(sleep)).toHaveLength(1);
      child.kill('SIGKILL');
      await ended(child);
      await expect.poll(() => sleepers(sleep), { timeout: 10_000 }).toEqual([]);
    });

    it('ends with all its processes where unshare is killed', async () => {
      const { child, sleep } = await start('wait');
      const [unshare] = await childrenOf(child.pid ?? 0);
      process.kill(Number(unshare), 'SIGKILL');
      expect(await ended(child)).toBe(137);
      await expect.poll(() => sleepers(sleep), { timeout: 10_000 }).toEqual([]);
    });
  });

  describe('where it cannot be made', () => {
    let folder: ScratchFolder;
    beforeAll(() => {
      folder = makeScratchFolder();
      mkdirSync(folder.join('bin'));
    });
    afterAll(() => folder.remove());

    const withTools = async (tools: readonly string[], user: readonly string[]) => {
      rmSync(folder.join('bin'), { recursive: true });
      mkdirSync(folder.join('bin'));
      await runCommand('chmod', ['-R', 'a+rX', folder.path]);
      for (const tool of tools) symlinkSync(findTool(tool) ?? tool, folder.join('bin', tool));
      const [setpriv = '', ...rest] = [findTool('setpriv'), ...user].map(String);
      return tryCommand(setpriv, [...rest, process.execPath, program, 'exit', '0'], {
        env: { PATH: folder.join('bin') },
      });
    };
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups'];

    it('says to install util-linux', async () => {
      const { code, stdout } = await withTools([], nobody);
      expect(code).toBe(99);
      expect(stdout).toMatch(/^NAMESPACE_UNAVAILABLE\n.*unshare is not installed\n.*util-linux/);
    });

    it('says to install uidmap', async () => {
      const { stdout } = await withTools(['unshare', 'true'], nobody);
      expect(stdout).toMatch(/newuidmap and newgidmap are not installed\n.*apt install uidmap/);
    });

    it('says how to give subordinate ids', async () => {
      const tools = ['unshare', 'true', 'newuidmap', 'newgidmap'];
      const { stdout } = await withTools(tools, nobody);
      expect(stdout).toMatch(/nobody has no subordinate ids in \/etc\/subuid and \/etc\/subgid\n/);
      expect(stdout).toMatch(/sudo usermod --add-subuids \d+-\d+ --add-subgids \d+-\d+ nobody/);
    });
  });
});

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  // What was written last has come by now.
  await delay(20);
  return child.exitCode;
}

/** Processes of this machine that sleep so long. */
function sleepers(seconds: string): string[] {
  return readdirSync('/proc').filter(
    (id) => /^\d+$/.test(id) && commandOf(id) === `sleep\0${seconds}\0`,
  );
}

function commandOf(id: string): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'latin1');
  } catch {
    // Ended meanwhile.
    return '';
  }
}

async function childrenOf(id: number): Promise<string[]> {
  return readFileSync(`/proc/${id}/task/${id}/children`, 'utf8').trim().split(' ');
}
