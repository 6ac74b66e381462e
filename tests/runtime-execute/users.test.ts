import { symlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithTools } from '../support/tools.ts';
import { ContainerMachine, containerTools, starters } from './container-machine.ts';

const passwd = `root:x:0:0:root:/root:/bin/sh
ann:x:1001:1001::/home/ann:/bin/sh
1234:x:1300:1300::/wrong:/bin/sh
`;
const group = `root:x:0:
ann:x:1001:
staff:x:50:bob,ann
wheel:x:10:ann
`;

describeWithTools('users of a container', containerTools, () => {
  describe.each(starters)('started by %s', (starter) => {
    let machine: ContainerMachine;

    beforeAll(async () => {
      machine = await ContainerMachine.create(starter);
      machine.write({ 'etc/passwd': passwd, 'etc/group': group });
    });
    afterAll(() => machine.remove());

    const cases = [
      { user: '', is: '0 0 0', home: '/root' },
      { user: 'ann', is: '1001 1001 1001 10 50', home: '/home/ann' },
      { user: 'ann:staff', is: '1001 50 50', home: '/home/ann' },
      { user: 'ann:77', is: '1001 77 77', home: '/home/ann' },
      { user: '1001', is: '1001 1001 1001 10 50', home: '/home/ann' },
      // A number is an id, though someone has it for a name.
      { user: '1234', is: '1234 0 0', home: '/' },
      { user: '4000:4001', is: '4000 4001 4001', home: '/' },
    ];
    it('are found in the image', async () => {
      const script = 'echo "$(id -u) $(id -g) $(id -G)"; echo "$HOME"';
      const results = await machine.runAll(
        cases.map(({ user }) => ({ arguments: ['sh', '-c', script], user })),
      );
      expect(results.map(({ stdout }) => stdout)).toEqual(
        cases.map(({ is, home }) => `${is}\n${home}\n`),
      );
    });

    it('that the image does not have are refused by name', async () => {
      const [user, group] = await machine.runAll([
        { arguments: ['true'], user: 'nobody-here' },
        { arguments: ['true'], user: 'ann:nogroup' },
      ]);
      expect(user?.error).toMatchObject({
        code: 'USER_UNKNOWN',
        message: 'user "nobody-here": "nobody-here" is not in the image\'s /etc/passwd',
      });
      expect(group?.error?.message).toContain('"nogroup" is not in the image\'s /etc/group');
    });

    it("are never looked up in the machine's files", async () => {
      const outside = await ContainerMachine.create(starter);
      try {
        outside.write({ 'etc/empty': '' });
        symlinkSync('/../../../../../../../../etc/passwd', outside.path('etc/group'));
        symlinkSync(`${machine.path('etc/passwd')}`, outside.path('etc/passwd'));
        const { error } = await outside.run({ arguments: ['true'], user: 'ann' });
        expect(error?.code).toBe('USER_UNKNOWN');
      } finally {
        await outside.remove();
      }
    });

    it('keep a HOME and a PATH that are given, and get usual ones where none are', async () => {
      const [given, usual] = await machine.runAll([
        { arguments: ['sh', '-c', 'env'], environment: ['HOME=/h', 'PATH=/bin:/x', 'A=1=2'] },
        { arguments: ['sh', '-c', 'env'] },
      ]);
      expect(given?.stdout).toContain('HOME=/h\n');
      expect(given?.stdout).toContain('PATH=/bin:/x\n');
      expect(given?.stdout).toContain('A=1=2\n');
      expect(usual?.stdout).toContain(
        'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n',
      );
    });
  });
});
