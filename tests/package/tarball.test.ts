import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startHubProcess } from '../server/hub-process.ts';
import { exchange } from '../support/http-exchange.ts';
import { projectRoot } from '../support/project-root.ts';
import { tryCommand } from '../support/run-command.ts';

let folder: string;
let slipway: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-package-'));
  await npm('pack', '--workspace', 'slipway', '--pack-destination', folder);
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? '';
  await npm(
    ...['install', '--global', '--prefix', join(folder, 'global'), '--ignore-scripts'],
    ...['--no-audit', '--no-fund', '--prefer-offline', join(folder, tarball)],
  );
  slipway = join(folder, 'global/bin/slipway');
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

async function npm(...args: string[]): Promise<void> {
  const { code, stderr } = await tryCommand('npm', args, { cwd: projectRoot });
  if (code !== 0) throw new Error(`npm ${args[0]}: ${stderr}`);
}

it('gives the slipway command', async () => {
  const { code, stdout, stderr } = await tryCommand(slipway, ['version'], { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/\d+\.\d+\.\d+/);
});

it('carries its licence and says what it is', async () => {
  const files = await readdir(join(folder, 'global/lib/node_modules/slipway'));
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'bin', 'dist']));
  expect(files).not.toContain('src');
});

it('serves', async () => {
  await using hub = await startHubProcess({ data: join(folder, 'data'), command: [slipway] });
  expect((await exchange(`http://127.0.0.1:${hub.port}`, '/readyz')).status).toBe(200);
  expect(hub.output()).toContain('docker login');
  const headers = { accept: 'text/html' };
  const page = await exchange(`http://127.0.0.1:${hub.port}`, '/explore', { headers });
  const script = /src="(assets\/main-[^"]+)"/.exec(page.body.toString())?.[1] ?? '';
  expect((await exchange(`http://127.0.0.1:${hub.port}`, `/${script}`)).status).toBe(200);
});
