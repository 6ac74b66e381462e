import { chmodSync, mkdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { findTool } from '../support/required-tool.ts';
import { describeWithTools } from '../support/tools.ts';
import { ContainerMachine, containerTools } from './container-machine.ts';

/** Each way out by itself: a PATH that has no other. */
const ways = [
  { starter: 'root', tools: [], first: /^10\.187\./mu },
  { starter: 'ordinary', tools: ['pasta'], first: /^10\.0\.2\.100/mu },
  { starter: 'ordinary', tools: ['slirp4netns'], first: /^10\.0\.2\.100/mu },
] as const;

const tools = [...containerTools, 'pasta', 'slirp4netns', 'iptables'];

describeWithTools('the network of a container', tools, () => {
  const servers: Server[] = [];
  let openPort = 0;
  let loopbackPort = 0;
  const own = ownAddress();

  beforeAll(async () => {
    openPort = await listen(servers, own);
    loopbackPort = await listen(servers, '127.0.0.1');
  });
  afterAll(() => {
    for (const server of servers) server.close();
  });

  describe.each(ways)('started by $starter with $tools', ({ starter, tools: wayOut, first }) => {
    let machine: ContainerMachine;

    beforeAll(async () => {
      machine = await ContainerMachine.create(starter);
      machine.variables.PATH = pathOf(
        machine,
        ['pasta', 'slirp4netns'].filter((tool) => !(wayOut as readonly string[]).includes(tool)),
      );
    });
    afterAll(() => machine.remove());

    it('reaches others, never the loopback of the machine', async () => {
      const gateway = "$(awk '/gateway/ { print $1 }' /etc/hosts)";
      const { stdout } = await machine.sh(
        `ip -4 -o addr show scope global | awk '{ print $4 }'
        echo open: $( (echo ask; sleep 2) | timeout 10 nc -w 5 ${own} ${openPort})
        for address in 127.0.0.1 ${gateway} 10.0.2.2 10.187.0.1; do
          echo loopback: $(echo ask | timeout 5 nc -w 1 $address ${loopbackPort} 2>&1 | grep reached)
        done`,
        { network: 'default', extraHosts: ['gateway:host-gateway'] },
      );
      expect(stdout).toMatch(first);
      expect(stdout).toContain('open: reached\n');
      expect(stdout.match(/loopback:.*/gu)).toEqual(Array(4).fill('loopback:'));
    });

    it("reaches the machine by host-gateway where the machine's address is asked for", async () => {
      const { stdout } = await machine.sh('grep gateway /etc/hosts', {
        network: 'default',
        extraHosts: ['gateway:host-gateway'],
      });
      expect(stdout).toMatch(/^\d+\.\d+\.\d+\.\d+\tgateway\n$/u);
    });

    it('publishes ports', async () => {
      const hostPort = await freePort();
      const serve = 'echo from inside | nc -l -p 8080';
      const [results, answer] = await Promise.all([
        machine.runAll([
          {
            arguments: ['sh', '-c', serve],
            network: 'default',
            ports: [{ hostPort, containerPort: 8080, protocol: 'tcp', hostAddress: '127.0.0.1' }],
          },
        ]),
        answerOf(hostPort),
      ]);
      expect(answer).toBe('from inside\n');
      expect(results[0]?.code).toBe(0);
    });

    it('is nothing but loopback when there is none', async () => {
      const script = `cat /proc/net/dev | wc -l; ip -o link | grep -c UP; nc -w 1 ${own} ${openPort}`;
      const { stdout } = await machine.sh(script, { network: 'none' });
      expect(stdout).toBe('3\n1\n');
    });

    it("is the machine's own only when asked for", async () => {
      const [host, other] = await machine.runAll(
        (['host', 'default'] as const).map((network) => ({
          arguments: ['readlink', '/proc/self/ns/net'],
          network,
        })),
      );
      expect(host?.stdout.trim()).toBe(readlinkSync('/proc/self/ns/net'));
      expect(other?.stdout.trim()).not.toBe(readlinkSync('/proc/self/ns/net'));
    });
  });

  it('is refused with what to install where there is none', async () => {
    const machine = await ContainerMachine.create('ordinary');
    try {
      machine.variables.PATH = pathOf(machine, ['pasta', 'slirp4netns']);
      const { error } = await machine.run({ arguments: ['true'], network: 'default' });
      expect(error).toMatchObject({ code: 'NETWORK_UNAVAILABLE' });
      expect(error?.advice).toMatch(/slirp4netns; or use --network none$/u);
    } finally {
      await machine.remove();
    }
  });
});

/** A folder with all programs of this machine that containers may need, but these. */
function pathOf(machine: ContainerMachine, without: readonly string[]): string {
  const folder = machine.folder.join('path');
  mkdirSync(folder);
  const wanted = [
    'sh',
    'unshare',
    'newuidmap',
    'newgidmap',
    'setpriv',
    'runc',
    'crun',
    'youki',
    'true',
    'apt-get',
  ];
  for (const name of [...wanted, 'pasta', 'slirp4netns']) {
    const path = findTool(name);
    if (path && !without.includes(name)) symlinkSync(path, `${folder}/${name}`);
  }
  chmodSync(machine.folder.path, 0o755);
  return folder;
}

async function listen(servers: Server[], host: string): Promise<number> {
  const server = createServer((socket) => {
    // Early versions of pasta lose what comes before they are asked, and where a side closes at once.
    socket.once('data', () => {
      socket.write('reached\n');
      setTimeout(() => socket.end(), 500);
    });
    socket.on('error', () => {});
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

/** Asks until the container listens. */
async function answerOf(port: number): Promise<string> {
  for (const end = Date.now() + 30_000; Date.now() < end; await delay(50)) {
    const answer = await ask(port);
    if (answer !== '') return answer;
  }
  return '';
}

function ask(port: number): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1');
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
    socket.setTimeout(3000, () => socket.destroy());
  });
}

function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const found = all.find(
    ({ family, internal, address }) =>
      family === 'IPv4' && !internal && !address.startsWith('10.187.'),
  );
  return found?.address ?? '127.0.0.1';
}
