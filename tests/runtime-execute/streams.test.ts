import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAtTerminal } from '../support/run-at-terminal.ts';
import { tryCommand } from '../support/run-command.ts';
import { describeWithTools } from '../support/tools.ts';
import { ContainerMachine, containerTools, starters } from './container-machine.ts';

describeWithTools("a container on its starter's streams", [...containerTools, 'script'], () => {
  describe.each(starters)('started by %s', (starter) => {
    let machine: ContainerMachine;

    beforeAll(async () => {
      machine = await ContainerMachine.create(starter);
    });
    afterAll(() => machine.remove());

    it('reads and writes through them', async () => {
      const [program = '', ...parameters] = await machine.command([
        {
          arguments: ['sh', '-c', 'tr a-z A-Z; echo done >&2; test -t 0 || echo no terminal'],
          inherited: { terminal: false, input: true },
          user: '1001:1001',
        },
      ]);
      const { stdout, stderr } = await tryCommand(program, parameters, { input: 'some input\n' });
      expect(stdout).toContain('SOME INPUT\nno terminal\n{"code":0');
      expect(stderr).toBe('done\n');
    });

    it('reads nothing when it was not given input', async () => {
      const [program = '', ...parameters] = await machine.command([
        { arguments: ['cat'], inherited: { terminal: false, input: false } },
      ]);
      const { stdout } = await tryCommand(program, parameters, { input: 'some input\n' });
      expect(stdout).toBe('{"code":0,"stdout":"","stderr":""}\n');
    });

    it('may have a terminal', async () => {
      const command = await machine.command([
        {
          arguments: ['sh', '-c', 'test -t 0 && tty; read -p "name: " name; echo "[$name] $TERM"'],
          inherited: { terminal: true, input: true },
        },
      ]);
      const { shown } = await runAtTerminal(command.join(' '), {
        env: machine.variables,
        cwd: '/',
        answer: 'ann',
      });
      expect(shown).toContain('/dev/pts/0');
      expect(shown).toContain('[ann] xterm');
      expect(shown).toContain('{"code":0');
    });
  });
});
