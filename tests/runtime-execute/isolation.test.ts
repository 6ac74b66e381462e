import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithTools } from '../support/tools.ts';
import { ContainerMachine, containerTools, starters } from './container-machine.ts';

describeWithTools('what a container may', containerTools, () => {
  describe.each(starters)('started by %s', (starter) => {
    let machine: ContainerMachine;

    beforeAll(async () => {
      machine = await ContainerMachine.create(starter);
    });
    afterAll(() => machine.remove());

    it("is what Docker's default allows", async () => {
      const { stdout } = await machine.sh('cat /proc/self/status');
      expect(field(stdout, 'CapEff')).toBe('00000000a80425fb');
      expect(field(stdout, 'CapBnd')).toBe('00000000a80425fb');
      expect(field(stdout, 'CapInh')).toBe('0000000000000000');
      expect(field(stdout, 'Seccomp')).toBe('2');
      expect(field(stdout, 'NoNewPrivs')).toBe('0');
    });

    it('leaves system calls out that reach the machine', async () => {
      const { stdout } = await machine.sh(
        'unshare -U true 2>&1; mount -t tmpfs x /tmp 2>&1; hostname other 2>&1',
      );
      expect(stdout.match(/Operation not permitted|permission denied/giu)).toHaveLength(3);
      const { code, stderr } = await machine.sh('echo 1 > /proc/sys/kernel/panic');
      expect(code).toBe(1);
      expect(stderr).toContain('Read-only file system');
    });

    it('hides what tells of the machine', async () => {
      const script =
        'cat /proc/keys /proc/timer_list /proc/interrupts; ls /sys/firmware /proc/acpi';
      const { stdout } = await machine.sh(script);
      expect(stdout.replace(/^(\/sys\/firmware|\/proc\/acpi):$/gmu, '').trim()).toBe('');
    });

    it('sees its own processes and hostname', async () => {
      const { stdout } = await machine.sh('hostname; echo $$; ls -d /proc/[0-9]* | wc -l', {
        hostname: 'builder',
      });
      expect(stdout).toMatch(/^builder\n1\n[23]\n$/u);
    });

    it('has the devices of every container and no others', async () => {
      const { stdout } = await machine.sh(
        'ls /dev | grep -v core; echo x > /dev/null; head -c 3 /dev/zero | wc -c',
      );
      expect(stdout.split('\n')).toEqual([
        ...['fd', 'full', 'mqueue', 'null', 'ptmx', 'pts', 'random', 'shm', 'stderr', 'stdin'],
        ...['stdout', 'tty', 'urandom', 'zero', '3', ''],
      ]);
    });

    it('gives /dev/shm and limits the sizes that are asked for', async () => {
      const script = "df -k /dev/shm | awk 'END { print $2 }'; ulimit -n; ulimit -Hn; ulimit -c";
      const [usual, asked] = await machine.runAll([
        { arguments: ['sh', '-c', script] },
        {
          arguments: ['sh', '-c', script],
          shmSize: 1 << 20,
          ulimits: [
            { name: 'nofile', soft: 100, hard: 200 },
            { name: 'core', soft: 0, hard: 0 },
          ],
        },
      ]);
      expect(usual?.stdout.split('\n')[0]).toBe('65536');
      expect(asked?.stdout).toBe('1024\n100\n200\n0\n');
    });

    it('mounts folders, files and memory over the root and leaves no trace of them', async () => {
      const outside = machine.folder.join('outside');
      mkdirSync(outside, { recursive: true });
      writeFileSync(`${outside}/file`, 'from outside\n');
      const script = `cat /new/place/file /new/file; echo x > /new/place/file
        echo y > /tmp/memory/y && df /tmp/memory | tail -1`;
      const { stdout, stderr } = await machine.sh(script, {
        mounts: [
          { type: 'bind', source: outside, target: '/new/place', readOnly: true },
          { type: 'bind', source: `${outside}/file`, target: '/new/file', readOnly: true },
          { type: 'tmpfs', target: '/tmp/memory', size: 1 << 20 },
        ],
      });
      expect(stdout).toContain('from outside\nfrom outside\n');
      expect(stdout).toContain('1024');
      expect(stderr).toContain('Read-only file system');
      const left = await machine.sh('ls / /tmp; ls /etc');
      expect(left.stdout).not.toMatch(/new|memory/u);
      expect(readFileSync(`${outside}/file`, 'utf8')).toBe('from outside\n');
    });

    it('does more when it is insecure', async () => {
      const { stdout } = await machine.sh(
        'cat /proc/self/status; mount -t tmpfs x /tmp && echo mounted',
        { security: 'insecure' },
      );
      expect(field(stdout, 'CapEff')).toBe(field(stdout, 'CapBnd'));
      expect(field(stdout, 'Seccomp')).toBe('0');
      expect(stdout).toContain('mounted\n');
    });

    it('keeps a read-only root', async () => {
      const { stderr } = await machine.sh('echo x > /x', { readOnlyRoot: true });
      expect(stderr).toContain('Read-only file system');
    });
  });
});

function field(status: string, name: string): string | undefined {
  return new RegExp(`^${name}:\\s*(\\S+)$`, 'mu').exec(status)?.[1];
}
