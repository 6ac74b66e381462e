import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithTools } from '../support/tools.ts';
import { ContainerMachine, containerTools, starters } from './container-machine.ts';

describeWithTools('starting a container', containerTools, () => {
  describe.each(starters)('by %s', (starter) => {
    let machine: ContainerMachine;

    beforeAll(async () => {
      machine = await ContainerMachine.create(starter);
    });
    afterAll(() => machine.remove());

    it('tells its exit code, 128 and more for a signal', async () => {
      const results = await machine.runAll([
        { arguments: ['sh', '-c', 'exit 0'] },
        { arguments: ['sh', '-c', 'exit 37'] },
        {
          arguments: ['sh', '-c', "trap 'exit 9' TERM; echo; while :; do sleep 0.05; done"],
          signalAfterOutput: 'SIGTERM',
        },
        { arguments: ['sh', '-c', 'echo; exec sleep 1000'], signalAfterOutput: 'SIGKILL' },
      ]);
      expect(results.map(({ code }) => code)).toEqual([0, 37, 9, 137]);
    });

    it('says when the command is not there, or is none', async () => {
      machine.write({ 'bin/text': 'not executable', 'bin/broken': 'x' });
      const [absent, noPath, text, folder] = await machine.runAll([
        { arguments: ['nope'] },
        { arguments: ['/nope/at/all'] },
        { arguments: ['/bin/text'] },
        { arguments: ['/tmp'] },
      ]);
      expect(absent).toMatchObject({
        stderr: '',
        error: { code: 'COMMAND_NOT_FOUND', message: 'nope: not found in the image' },
      });
      expect(noPath?.error?.code).toBe('COMMAND_NOT_FOUND');
      expect(text?.error?.code).toBe('COMMAND_NOT_EXECUTABLE');
      expect(folder?.error?.code).toBe('COMMAND_NOT_EXECUTABLE');
    });

    it('keeps output apart, whole and in bytes', async () => {
      const { stdout, stderr } = await machine.sh(
        'echo early >&2; head -c 3000000 /dev/zero | tr "\\0" x; echo out > /dev/stdout; echo err > /dev/stderr',
      );
      expect(stdout.length).toBe(3_000_004);
      expect(stderr).toBe('early\nerr\n');
    });

    it('loses nothing that is written at once', async () => {
      const results = await machine.runAll(
        Array.from({ length: 5 }, () => ({ arguments: ['sh', '-c', 'echo a; echo b >&2'] })),
      );
      expect(results).toEqual(results.map(() => ({ code: 0, stdout: 'a\n', stderr: 'b\n' })));
    });

    it('makes the working folder for its user', async () => {
      const { stdout } = await machine.sh('pwd; stat -c "%u %g %a" .', {
        workingDirectory: '/made/for/this',
        user: '7:8',
      });
      expect(stdout).toBe('/made/for/this\n7 8 755\n');
      const link = await machine.sh('pwd', { workingDirectory: '/made/for' });
      expect(link.stdout).toBe('/made/for\n');
    });

    it('shows names of hosts, without a trace in the root', async () => {
      const before = new Date('2020-01-02T03:04:05Z');
      mkdirSync(machine.path('etc'), { recursive: true });
      utimesSync(machine.path('etc'), before, before);
      const { stdout } = await machine.sh('cat /etc/hosts /etc/resolv.conf; echo x >> /etc/hosts', {
        hostname: 'me',
        extraHosts: ['db:10.1.2.3', 'six:[::5]'],
      });
      expect(stdout).toContain('127.0.0.1\tlocalhost me\n');
      expect(stdout).toContain('10.1.2.3\tdb\n::5\tsix\n');
      expect(stdout).toMatch(/^nameserver /mu);
      expect(readdirSync(machine.path('etc'))).toEqual([]);
      expect(statSync(machine.path('etc')).mtimeMs).toBe(before.getTime());
    });

    it('mounts over links of the image inside its root', async () => {
      const linked = await ContainerMachine.create(starter);
      try {
        mkdirSync(linked.path('etc'));
        symlinkSync('/../../run/elsewhere/resolv.conf', linked.path('etc/resolv.conf'));
        symlinkSync('/proc/self/root/tmp', linked.path('data'));
        const { stdout, code } = await linked.sh('cat /run/elsewhere/resolv.conf');
        expect(code).toBe(0);
        expect(stdout).toMatch(/^nameserver /mu);
        expect(existsSync(linked.path('run'))).toBe(false);
        expect(lstatSync(linked.path('etc/resolv.conf')).isSymbolicLink()).toBe(true);
        expect(existsSync('/run/elsewhere')).toBe(false);
      } finally {
        await linked.remove();
      }
    });

    it('lets what docker run mounts be written to', async () => {
      const { stdout } = await machine.sh('echo x >> /etc/hosts && cat /etc/hostname', {
        hostname: 'me',
        writableNetworkFiles: true,
      });
      expect(stdout).toBe('me\n');
    });

    it('says what to install where no runtime is found or none works', async () => {
      machine.variables.SLIPWAY_RUNTIME = '/bin/false';
      try {
        const { error } = await machine.run({ arguments: ['true'] });
        expect(error?.code).toBe('RUNTIME_UNAVAILABLE');
        expect(error?.advice).toMatch(/install one: .* runc/u);
      } finally {
        delete machine.variables.SLIPWAY_RUNTIME;
      }
    });
  });
});
