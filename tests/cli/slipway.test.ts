import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LayoutImage, writeImageLayout, writeIndexLayout } from '../support/oci-layout.ts';
import { runCommand } from '../support/run-command.ts';
import { makeScratchFolder, type ScratchFolder } from '../support/scratch-folder.ts';
import { administrator, type Hub, startHub } from '../support/start-hub.ts';
import { describeWithTools } from '../support/tools.ts';
import { createUser, type SlipwayUser, slipwayCommand } from './slipway-user.ts';

let hub: Hub;
let folder: ScratchFolder;
let admin: SlipwayUser;
let image: LayoutImage;
let index: LayoutImage;

beforeAll(async () => {
  folder = makeScratchFolder();
  hub = await startHub();
  admin = newUser('admin');
  const login = await admin.run(
    ['login', hub.host, '-u', 'admin', '--password-stdin'],
    `${administrator.password}\n`,
  );
  expect(login).toMatchObject({ code: 0, stdout: `Logged in to ${hub.host} as admin.\n` });
  expect(login.stderr).toContain('stored unencrypted');
  for (const name of ['image', 'index']) mkdirSync(folder.join(name));
  image = await writeImageLayout(folder.join('image'));
  index = await writeIndexLayout(folder.join('index'), ['amd64', 'arm64']);
  await admin.do('push', '-q', `oci:${image.folder}:image`, 'admin/app:1');
  await admin.do('push', '-q', `oci:${index.folder}:image`, 'admin/multi:1');
});

afterAll(async () => {
  await hub?.[Symbol.asyncDispose]();
  await folder?.remove();
});

function newUser(name: string): SlipwayUser {
  const home = folder.join(`home-${name}`);
  mkdirSync(home);
  return createUser(hub, home);
}

async function digestOf(location: string): Promise<string> {
  const answer = await admin.do('inspect', '--json', location);
  return (JSON.parse(answer) as { digest: string }).digest;
}

describe('login', () => {
  it('keeps the password where docker does, readable by its owner alone', () => {
    const file = `${admin.environment.DOCKER_CONFIG}/config.json`;
    const { auths } = JSON.parse(readFileSync(file, 'utf8')) as {
      auths: Record<string, { auth: string }>;
    };
    const auth = Buffer.from(auths[hub.host]?.auth ?? '', 'base64').toString();
    expect(auth).toBe(`admin:${administrator.password}`);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('makes the hub the default one', async () => {
    const user = newUser('default');
    await user.run(['login', hub.host, '-u', 'admin', '--password-stdin'], administrator.password);
    const { SLIPWAY_HUB: _, ...environment } = user.environment;
    const answer = await runCommand(process.execPath, [slipwayCommand, 'whoami'], {
      env: { ...environment, SLIPWAY_HUB: '' },
    });
    expect(answer).toBe(`admin on ${hub.host}, an administrator`);
  });

  it('with a wrong password ends with 3 and keeps nothing', async () => {
    const user = newUser('wrong');
    const login = await user.run(['login', '-u', 'admin', '--password-stdin'], 'not it');
    expect(login).toMatchObject({ code: 3, stdout: '' });
    expect(login.stderr).toMatch(/^slipway: .* does not accept this name and password\./);
    expect((await user.run(['whoami'])).code).toBe(3);
  });

  it('is forgotten by logout', async () => {
    const user = newUser('leaving');
    await user.run(['login', '-u', 'admin', '--password-stdin'], administrator.password);
    expect(await user.do('logout')).toBe(`Logged out of ${hub.host}.\n`);
    expect((await user.run(['whoami'])).code).toBe(3);
    expect(await user.do('logout')).toBe(`Not logged in to ${hub.host}.\n`);
  });
});

describe('images', () => {
  it('are pushed and inspected', async () => {
    expect(await digestOf('admin/app:1')).toBe(image.digest);
    const text = await admin.do('inspect', 'admin/app:1');
    expect(text).toMatch(/^Platform: +linux\/amd64$/m);
    expect(text).toMatch(/^Environment: +PATH=\/bin$/m);
    const raw = await admin.do('inspect', '--raw', 'admin/app:1');
    expect(JSON.parse(raw)).toMatchObject({ schemaVersion: 2 });
  });

  it('are pulled, tagged and pushed through the local store', async () => {
    const pulled = await admin.do('pull', '-q', 'admin/app:1');
    expect(pulled).toBe(`${image.digest}\n`);
    await admin.do('tag', 'admin/app:1', 'admin/copy:2');
    const names = await admin.do('tags', 'local:');
    expect(names).toBe(`${hub.host}/admin/app:1\n${hub.host}/admin/copy:2\n`);
    expect(await admin.do('push', '-q', 'admin/copy:2')).toBe(`${image.digest}\n`);
    await admin.do('rm', '--yes', 'local:admin/copy:2');
    expect(await admin.do('tags', 'local:')).toBe(`${hub.host}/admin/app:1\n`);
    expect((await admin.run(['push', 'admin/copy:2'])).code).toBe(4);
  });

  it('are tagged on the hub, and listed as people count', async () => {
    for (const tag of ['1.10', '1.9']) {
      await admin.do('tag', '--remote', 'admin/app:1', `admin/app:${tag}`);
    }
    expect(await admin.do('tags', 'admin/app')).toBe('1\n1.9\n1.10\n');
    expect(await digestOf('admin/app:1.10')).toBe(image.digest);
  });

  it('are copied within the hub by mounting', async () => {
    const answer = await admin.do('copy', 'admin/app:1', 'admin/mounted:1');
    expect(answer).toContain(`digest ${image.digest}`);
    expect(answer).toMatch(/[1-9] mounted/);
  });

  it('keep every platform, or the one that is asked for', async () => {
    const all = folder.join('pulled-all');
    await admin.do('pull', 'admin/multi:1', '-o', `oci:${all}:x`);
    expect(await digestOf(`oci:${all}:x`)).toBe(index.digest);
    const one = folder.join('pulled-one');
    await admin.do('pull', 'admin/multi:1', '--platform', 'linux/arm64', '-o', `oci:${one}`);
    expect(await admin.do('inspect', `oci:${one}`)).toMatch(/^Platform: +linux\/arm64$/m);
    const none = await admin.run(['pull', 'admin/multi:1', '--platform', 'linux/s390x']);
    expect(none.code).toBe(4);
  });

  it.each(['docker-archive', 'oci-archive'])('go to a %s and back', async (kind) => {
    const file = folder.join(`${kind}.tar`);
    await admin.do('pull', 'admin/app:1', '-o', `${kind}:${file}`);
    const members = await runCommand('tar', ['-tf', file]);
    expect(members.split('\n')).toEqual(expect.arrayContaining(['manifest.json', 'index.json']));
    const saved = await runCommand('tar', ['-xOf', file, 'manifest.json']);
    expect(JSON.parse(saved)).toMatchObject([{ RepoTags: [`${hub.host}/admin/app:1`] }]);
    expect(await admin.do('tags', `${kind}:${file}`)).toBe(`${hub.host}/admin/app:1\n`);
    await admin.do('push', `${kind}:${file}`, `admin/${kind}:1`);
    expect(await digestOf(`admin/${kind}:1`)).toBe(image.digest);
  });

  it('are deleted by tag, the others staying, or by digest with every tag', async () => {
    await admin.do('copy', '-q', 'admin/app:1', 'admin/gone:1');
    await admin.do('tag', '--remote', 'admin/gone:1', 'admin/gone:2');
    const asked = await admin.run(['rm', 'admin/gone:1']);
    expect(asked.code).toBe(2);
    expect(await admin.do('rm', '-y', 'admin/gone:1')).toContain('/admin/gone:1\n');
    expect(await admin.do('tags', 'admin/gone')).toBe('2\n');
    await admin.do('rm', '-y', `admin/gone@${image.digest}`);
    expect((await admin.run(['inspect', 'admin/gone:2'])).code).toBe(4);
  });

  it('that are not there end with 4, before anything is written', async () => {
    const target = folder.join('never');
    const missing = await admin.run(['pull', 'admin/app:missing', '-o', `oci:${target}`]);
    expect(missing.code).toBe(4);
    expect(missing.stderr).toMatch(/^slipway: .*missing/);
    expect(() => statSync(target)).toThrow('ENOENT');
  });
});

describe('accounts', () => {
  it('are added, listed, and change their passwords', async () => {
    const made = await admin.do('user', 'add', 'kirtan', '--generate');
    const password = /^Password: (\S+)$/m.exec(made)?.[1] ?? '';
    expect(password).toHaveLength(20);
    expect(await admin.do('user', 'list')).toMatch(/^kirtan +user +active/m);
    const kirtan = newUser('kirtan');
    await kirtan.run(['login', '-u', 'kirtan', '--password-stdin'], password);
    expect(await kirtan.do('whoami')).toBe(`kirtan on ${hub.host}\n`);
    expect((await kirtan.run(['user', 'list'])).code).toBe(3);
    const changed = await kirtan.run(['user', 'passwd', '--password-stdin'], 'a new password 1');
    expect(changed.code).toBe(0);
    expect(await kirtan.do('whoami')).toBe(`kirtan on ${hub.host}\n`);
    const old = await newUser('old').run(['login', '-u', 'kirtan', '--password-stdin'], password);
    expect(old.code).toBe(3);
    expect((await kirtan.run(['inspect', 'admin/app:1'])).code).not.toBe(0);
  });

  it('have tokens that serve as passwords until they are revoked', async () => {
    const token = await admin.do('token', 'create', 'ci', '--scope', 'repo:read', '-q');
    const list = await admin.do('token', 'list');
    expect(list).toMatch(/ci +repo:read +all +active +never/);
    expect(list).not.toContain(token.trim());
    const ci = newUser('ci');
    expect((await ci.run(['login', '-u', 'admin', '--password-stdin'], token)).code).toBe(0);
    await ci.do('pull', '-q', 'admin/app:1');
    const push = await ci.run(['push', 'admin/app:1', 'admin/app:by-ci']);
    expect(push).toMatchObject({ code: 3, stdout: '' });
    expect(await admin.do('token', 'revoke', 'ci')).toMatch(/^Revoked ci /);
    await expect
      .poll(async () => (await ci.run(['tags', 'admin/app'])).code, { timeout: 60_000 })
      .toBe(3);
    expect((await admin.run(['token', 'revoke', 'ci'])).code).toBe(4);
  });

  it('list their repositories', async () => {
    const text = await admin.do('repo', 'list');
    expect(text).toMatch(/^NAME +VISIBILITY/);
    expect(text).toMatch(/^admin\/app +private/m);
    const list = JSON.parse(await admin.do('repo', 'list', '--json')) as { name: string }[];
    expect(list.map((each) => each.name)).toContain('multi');
  });
});

describe('the command', () => {
  it('ends with 5 where no hub answers', async () => {
    const { code, stderr } = await admin.run(['tags', '127.0.0.1:1/a/b']);
    expect(code).toBe(5);
    expect(stderr).toContain('slipway serve');
  });
});

describeWithTools('in a terminal', ['script'], () => {
  it('a password is not shown', async () => {
    const command = `${process.execPath} ${slipwayCommand} login -u admin`;
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      env: { ...process.env, ...newUser('terminal').environment },
    });
    let screen = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text;
      if (text.includes('Password: ')) child.stdin.write(`${administrator.password}\r`);
    });
    const [code] = await once(child, 'close');
    expect(screen).toContain('Logged in to');
    expect(screen).not.toContain(administrator.password);
    expect(code).toBe(0);
  });
});
