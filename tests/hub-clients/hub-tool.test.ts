import { afterAll, beforeAll, expect, test } from 'vitest';
import { succeed } from '../support/access-contract.ts';
import { type ClientScene, startScene } from '../support/client-scene.ts';
import { askApi, type Credentials } from '../support/hub-api.ts';
import { oneTimePassword } from '../support/one-time-password.ts';
import { runAtTerminal } from '../support/run-at-terminal.ts';
import { tryCommand } from '../support/run-command.ts';
import { describeWithTools, toolPath } from '../support/tools.ts';

/** Docker's own command for Docker Hub's API, pointed here by its two variables. */
describeWithTools('hub-tool', ['hub-tool', 'script', 'skopeo'], () => {
  let scene: ClientScene;
  let env: Record<string, string>;
  const hubTool = (...args: string[]) => succeed(tryCommand(toolPath('hub-tool'), args, { env }));

  async function login(who: Credentials, code = ''): Promise<string> {
    const { code: exit, shown } = await runAtTerminal(`${toolPath('hub-tool')} login ${who.name}`, {
      env,
      cwd: scene.folder.path,
      answer: (question) => (question.includes('2FA') ? code : who.password),
    });
    expect(exit, shown).toBe(0);
    return shown;
  }

  beforeAll(async () => {
    scene = await startScene();
    env = {
      HOME: scene.folder.join('home'),
      DOCKER_CONFIG: scene.folder.join('docker'),
      DOCKER_HUB_API_URL: scene.hub.origin,
      DOCKER_REGISTRY_URL: scene.hub.origin,
    };
    for (const tag of ['1.0', '1.1']) await push(`kirtan/app:${tag}`);
    await login(scene.owner);
  });
  afterAll(() => scene?.end());

  async function push(name: string): Promise<void> {
    const credentials = `${scene.owner.name}:${scene.owner.password}`;
    const from = `oci:${scene.index.folder}`;
    const options = ['--all', '--dest-tls-verify=false', '--dest-creds', credentials];
    const to = `docker://${scene.hub.host}/${name}`;
    await succeed(tryCommand(toolPath('skopeo'), ['copy', ...options, from, to]));
  }

  test('tells who is signed in, and of no limits', async () => {
    const shown = await hubTool('account', 'info');
    expect(shown).toMatch(/Name:\s+kirtan/);
    expect(shown).toMatch(/Private repositories:\s+unlimited/);
  });

  test('lists repositories and tags, each with its platforms', async () => {
    expect(await hubTool('repo', 'ls')).toMatch(/kirtan\/app/);
    expect(await hubTool('repo', 'ls', 'kirtan')).toMatch(/kirtan\/app/);
    const tags = await hubTool('tag', 'ls', 'kirtan/app', '--format', 'json');
    const listed = JSON.parse(tags) as { Name: string; Images: { Architecture: string }[] }[];
    expect(listed.map(({ Name }) => Name).sort()).toEqual(['kirtan/app:1.0', 'kirtan/app:1.1']);
    const architectures = listed[0]?.Images.map(({ Architecture }) => Architecture);
    expect(architectures?.sort()).toEqual(['amd64', 'arm64']);
  });

  test('makes, lists, deactivates and removes access tokens', async () => {
    const made = await hubTool('token', 'create', '--description', 'ci', '--format', 'json');
    const { UUID, Token } = JSON.parse(made) as { UUID: string; Token: string };
    expect(Token).toMatch(/^slp_pat_/);
    expect(await hubTool('token', 'ls')).toContain(UUID);
    expect(await hubTool('token', 'inspect', UUID)).toContain('ci');
    await hubTool('token', 'deactivate', UUID);
    expect(await hubTool('token', 'ls')).toMatch(new RegExp(`${UUID}.*false`));
    await hubTool('token', 'activate', UUID);
    await hubTool('token', 'rm', UUID, '--force');
    expect(await hubTool('token', 'ls')).not.toContain(UUID);
  });

  test('shows organizations, their members and teams', async () => {
    const { origin } = scene.hub;
    const as = scene.owner;
    const body = { orgname: 'acme', full_name: 'The Acme Company' };
    await askApi(origin, { as, method: 'POST', path: '/v2/orgs', body, status: 201 });
    const team = { name: 'builders', description: 'who build' };
    const groups = '/v2/orgs/acme/groups';
    await askApi(origin, { as, method: 'POST', path: groups, body: team, status: 201 });
    // It calls owner whoever sees a team of the name owners: there is none.
    expect(await hubTool('org', 'ls')).toMatch(/acme.*The Acme Company.*1 +1/);
    expect(await hubTool('org', 'members', 'acme')).toContain('kirtan');
    expect(await hubTool('org', 'teams', 'acme')).toContain('builders');
  });

  test('removes a tag, and a repository', async () => {
    await hubTool('tag', 'rm', 'kirtan/app:1.1', '--force');
    expect(await hubTool('tag', 'ls', 'kirtan/app')).not.toContain('1.1');
    await push('kirtan/gone:1');
    await hubTool('repo', 'rm', 'kirtan/gone', '--force');
    expect(await hubTool('repo', 'ls')).not.toContain('kirtan/gone');
  });

  test('signs in with a second factor', async () => {
    const { origin } = scene.hub;
    const as = scene.stranger;
    const path = '/v2/user/two-factor';
    const { secret } = await askApi<{ secret: string }>(origin, {
      ...{ as, method: 'POST', path, status: 201 },
      body: { password: as.password },
    });
    const code = oneTimePassword(secret, Date.now() - 30_000);
    await askApi(origin, {
      ...{ as, method: 'POST', path: `${path}/confirm`, status: 200 },
      body: { code },
    });
    // One code is good once: the step after the one that confirmed it.
    const shown = await login(as, oneTimePassword(secret));
    expect(shown).toContain('2FA required');
    expect(await hubTool('org', 'ls')).toContain('NAMESPACE');
  });
});
