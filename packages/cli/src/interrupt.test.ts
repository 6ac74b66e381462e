import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
let server: Server;
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-interrupt-'));
  server = createServer(registryThatStalls(() => child?.kill('SIGINT'))).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  child?.kill('SIGKILL');
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** Serves one image whose layer never ends; `onStall` is called when its first bytes are sent. */
function registryThatStalls(onStall: () => void): RequestListener {
  const config = '{}';
  const layer = { digest: sha256('never seen'), size: 1_000_000 };
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: sha256(config),
      size: config.length,
    },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', ...layer }],
  });
  return (request, response) => {
    const path = request.url ?? '';
    if (path.endsWith(layer.digest)) {
      response.writeHead(200, { 'content-length': layer.size });
      response.write('x'.repeat(1000), () => setTimeout(onStall, 200));
    } else if (path.includes('/manifests/')) {
      response.writeHead(200, {
        'content-type': 'application/vnd.oci.image.manifest.v1+json',
        'docker-content-digest': sha256(manifest),
        'content-length': manifest.length,
      });
      response.end(request.method === 'HEAD' ? undefined : manifest);
    } else response.end(path.includes('/blobs/') ? config : '');
  };
}

async function pull(output: string) {
  const { port } = server.address() as AddressInfo;
  const main = new URL('./main.ts', import.meta.url).pathname;
  const words = ['pull', `127.0.0.1:${port}/a/b:1`, '-o', output];
  const env = { ...process.env, HOME: folder, DOCKER_CONFIG: folder };
  child = spawn(process.execPath, [main, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  return { code, stderr };
}

it('Ctrl-C ends a pull with 130, saying what is there; the name is not', async () => {
  const target = join(folder, 'image');
  const { code, stderr } = await pull(`oci:${target}:1`);
  expect(stderr).toMatch(
    /^slipway: interrupted: oci:.*: \d of 3 parts are there, the name is unc/m,
  );
  expect(code).toBe(130);
  expect(await readdir(target)).not.toContain('index.json');
});

it('Ctrl-C leaves no archive behind', async () => {
  const { code, stderr } = await pull(`oci-archive:${join(folder, 'image.tar')}`);
  expect(stderr).toContain('the unfinished file was removed');
  expect(code).toBe(130);
  expect((await readdir(folder)).filter((name) => name.includes('image'))).toEqual([]);
});
