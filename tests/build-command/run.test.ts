import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builders } from '../runtime/build-user.ts';
import { freePort } from '../support/free-port.ts';
import { describeWithTools } from '../support/tools.ts';
import { CommandUser, isRunning, mountsBelow, neededTools, seeRunning } from './command-user.ts';

describeWithTools('slipway run', neededTools, () => {
  describe.each(builders)('by %s', (builder) => {
    let user: CommandUser;
    const offline = ['run', '--network', 'none'];

    beforeAll(async () => {
      user = await CommandUser.create(builder);
      await user.build(
        'app',
        `FROM base
RUN echo 'app:x:1001:1002:App:/home/app:/bin/sh' >> /etc/passwd || (mkdir -p /etc && echo 'app:x:1001:1002:App:/home/app:/bin/sh' > /etc/passwd)
RUN mkdir -p /data && echo kept > /data/file && chown -R 1001:1002 /data && echo no > /noexec
ENV GREETING=hello
WORKDIR /work
USER app
VOLUME /data /fresh
ENTRYPOINT ["/bin/sh", "-c"]
CMD ["echo $GREETING from $(id -u):$(id -g) in $(pwd), home $HOME; exit 3"]
`,
      );
      await user.build('plain', 'FROM base\nSTOPSIGNAL SIGUSR1\n');
    });
    afterAll(() => user.remove());

    it("runs the image's command as its USER, in its WORKDIR, with its ENV; ends with its code", async () => {
      expect(await user.run([...offline, 'test/app'])).toEqual({
        code: 3,
        stdout: 'hello from 1001:1002 in /work, home /home/app\n',
        stderr: '',
      });
    });

    it('lets options say otherwise', async () => {
      const words = [
        '-e',
        'GREETING=hi',
        '-e',
        'FROM_HERE',
        '-w',
        '/tmp/new',
        '-u',
        '5:6',
        '--entrypoint',
        'sh',
        '--hostname',
        'box',
        '--add-host',
        'db:10.1.2.3',
        '--ulimit',
        'nofile=64:128',
      ];
      const script =
        'echo $GREETING $FROM_HERE $(id -u):$(id -g) $(pwd) $(hostname) $(ulimit -n); grep db /etc/hosts';
      const { code, stdout } = await user.run([...offline, ...words, 'test/app', '-c', script], {
        env: { FROM_HERE: 'too' },
      });
      expect(stdout).toBe('hi too 5:6 /tmp/new box 64\n10.1.2.3\tdb\n');
      expect(code).toBe(0);
    });

    it('mounts folders and volumes; what else is written is gone', async () => {
      const words = [
        '-v',
        './shared:/shared',
        '-v',
        './Dockerfile.app:/ro:ro',
        '-v',
        'store:/data',
        '--tmpfs',
        '/mem',
      ];
      const script =
        'cat /data/file; echo a > /shared/a; echo b >> /data/file; echo c > /mem/c; echo x > /x; echo y > /ro';
      const first = await user.run([...offline, '-u', '0', ...words, 'test/app', script]);
      expect(first.stdout).toBe('kept\n');
      expect(first.stderr).toMatch(/ro: Read-only file system/);
      expect(user.read('shared/a')).toBe('a\n');
      const second = await user.run([
        ...offline,
        '-v',
        'store:/data',
        'test/app',
        'cat /data/file; stat -c %u /data; ls /',
      ]);
      expect(second.stdout).toMatch(/^kept\nb\n1001\n/);
      expect(second.stdout.split('\n')).not.toContain('x');
    });

    it('with --read-only lets nothing be written but volumes', async () => {
      const { stdout, stderr } = await user.run([
        ...offline,
        '--read-only',
        '-u',
        '0',
        'test/app',
        'touch /x; touch /data/y /fresh/z; ls /data /fresh',
      ]);
      expect(stderr).toMatch(/\/x: Read-only file system/);
      expect(stdout).toBe('/data:\nfile\ny\n\n/fresh:\nz\n');
    });

    it('adds and drops capabilities', async () => {
      const effective = async (...words: string[]) => {
        const { stdout } = await user.run([
          ...offline,
          ...words,
          '-u',
          '0',
          'test/app',
          'grep CapEff /proc/self/status',
        ]);
        return BigInt(`0x${stdout.split('\t')[1]?.trim()}`);
      };
      expect(await effective()).toBe(0xa80425fbn);
      expect(await effective('--cap-drop', 'ALL')).toBe(0n);
      expect(await effective('--cap-drop', 'all', '--cap-add', 'CHOWN')).toBe(1n);
      expect((await effective('--cap-add', 'NET_ADMIN')) & (1n << 12n)).not.toBe(0n);
    });

    it('passes standard input on with -i, and gives none without', async () => {
      const words = ['test/plain', 'cat'];
      expect(await user.run([...offline, '-i', ...words], { input: 'typed\n' })).toMatchObject({
        code: 0,
        stdout: 'typed\n',
      });
      expect(await user.run([...offline, ...words], { input: 'typed\n' })).toMatchObject({
        code: 0,
        stdout: '',
      });
    });

    it('ends with 125, 126 or 127 where the command cannot be run', async () => {
      const absent = await user.run([...offline, '--pull', 'never', 'test/absent']);
      expect(absent).toMatchObject({ code: 125, stdout: '' });
      expect(absent.stderr).toMatch(/^slipway: test\/absent .* is not in the local store/);
      expect(await user.run([...offline, '--entrypoint', '/noexec', 'test/app'])).toMatchObject({
        code: 126,
      });
      expect(await user.run([...offline, 'test/plain', 'no-such-command'])).toMatchObject({
        code: 127,
      });
      expect(await user.run([...offline, 'test/plain'])).toMatchObject({
        code: 125,
        stderr: expect.stringContaining('no command of its own'),
      });
      expect(await user.run([...offline, '--platform', 'linux/s390x', 'test/plain'])).toMatchObject(
        {
          code: 125,
          stderr: expect.stringContaining('not for linux/s390x'),
        },
      );
    });

    it("gives the variables that Docker gives; those of a file are the container's alone", async () => {
      await user.write({ 'app.env': 'LEVEL=debug\nSLIPWAY_IMAGES=/elsewhere\n' });
      const { stdout, code } = await user.run([
        ...[...offline, '--hostname', 'box', '--env-file', 'app.env', 'test/plain', 'sh', '-c'],
        'echo $HOSTNAME $LEVEL $SLIPWAY_IMAGES',
      ]);
      expect({ stdout, code }).toEqual({ stdout: 'box debug /elsewhere\n', code: 0 });
    });

    it('names a port that is taken', async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const end = await user.run(['run', '-p', `127.0.0.1:${port}:80`, 'test/plain', 'true']);
      server.close();
      expect(end).toMatchObject({
        code: 125,
        stderr: `slipway: port 127.0.0.1:${port}/tcp cannot be published: it is in use. Publish another, or end what listens on it.\n`,
      });
    });

    it('passes signals on; SIGTERM and Ctrl-C become the stop signal', async () => {
      const script =
        'trap "echo hup" HUP; trap "echo usr1; exit 4" USR1; trap "echo term; exit 5" TERM; echo ready; while :; do sleep 0.1; done';
      const stopped = user.start([...offline, 'test/plain', 'sh', '-c', script]);
      await stopped.said('ready');
      stopped.child.kill('SIGHUP');
      await stopped.said('hup');
      stopped.child.kill('SIGTERM');
      expect(await stopped.done).toEqual({ code: 4, output: 'ready\nhup\nusr1\n' });
      const own = user.start([
        ...offline,
        '--stop-signal',
        'TERM',
        'test/plain',
        'sh',
        '-c',
        script,
      ]);
      await own.said('ready');
      process.kill(-(own.child.pid ?? 0), 'SIGINT');
      expect(await own.done).toEqual({ code: 5, output: 'ready\nterm\n' });
    });

    it('kills what does not end in time, with all it started', async () => {
      const nap = builder === 'root' ? 'sleep 4243' : 'sleep 4244';
      const script = `trap "" USR1; ${nap} & echo ready; while :; do sleep 0.1; done`;
      const running = user.start([
        ...offline,
        '--stop-timeout',
        '1',
        'test/plain',
        'sh',
        '-c',
        script,
      ]);
      await running.said('ready');
      await seeRunning(nap);
      running.child.kill('SIGINT');
      expect(await running.done).toMatchObject({ code: 137 });
      expect(await isRunning(nap)).toBe(false);
      expect(mountsBelow(user.folder.path)).toEqual([]);
    });

    it('leaves nothing behind when it is killed itself', async () => {
      const nap = builder === 'root' ? 'sleep 4245' : 'sleep 4246';
      const running = user.start([...offline, 'test/plain', 'sh', '-c', `echo ready; ${nap}`]);
      await running.said('ready');
      await seeRunning(nap);
      running.child.kill('SIGKILL');
      await running.done;
      for (let waited = 0; (await isRunning(nap)) && waited < 100; waited += 1) await delay(50);
      expect(await isRunning(nap)).toBe(false);
      expect(mountsBelow(user.folder.path)).toEqual([]);
    });

    it('gives a terminal with -it, where Ctrl-C is a key', async () => {
      const script =
        'tty; stty size; trap "echo interrupted; exit 6" INT; echo ready; while :; do sleep 0.1; done';
      const running = user.startAtTerminal([...offline, '-it', 'test/plain', 'sh', '-c', script]);
      await running.said('ready');
      running.child.stdin?.write('\u0003');
      const { code, output } = await running.done;
      expect(output).toMatch(/\/dev\/(pts\/0|console)/);
      expect(output).toContain('24 80');
      expect(output).toContain('interrupted');
      expect(code).toBe(6);
    });

    it('publishes ports, and says nothing of it', async () => {
      const port = await freePort();
      const words = [
        '-p',
        `127.0.0.1:${port}:80`,
        'test/plain',
        'nc',
        '-l',
        '-p',
        '80',
        '-e',
        'echo',
        'answer',
      ];
      const running = user.start(['run', ...words]);
      expect(await answerOf(port)).toBe('answer\n');
      expect(await running.done).toEqual({ code: 0, output: '' });
    });
  });
});

/** What a server says, asked until it is there. */
async function answerOf(port: number): Promise<string> {
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      let text = '';
      socket.setEncoding('utf8').on('data', (data: string) => {
        text += data;
      });
      socket.on('error', () => resolve(''));
      socket.on('close', () => resolve(text));
    });
    if (answer !== '') return answer;
    await delay(100);
  }
  return '';
}
