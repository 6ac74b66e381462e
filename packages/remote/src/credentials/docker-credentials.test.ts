import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CredentialStore, createDockerCredentials } from '../index.ts';

let folder: string;
let store: CredentialStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-credentials-'));
  store = createDockerCredentials({
    environment: { DOCKER_CONFIG: folder, PATH: `${folder}:/bin:/usr/bin` },
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => join(folder, 'config.json');
const content = () => JSON.parse(readFileSync(file(), 'utf8')) as Record<string, unknown>;
const write = (config: object) => writeFileSync(file(), JSON.stringify(config));
const encoded = (text: string) => Buffer.from(text).toString('base64');

/** A helper that keeps what it is given in a file, and fails as real ones do. */
function installHelper(name: string): void {
  const program = join(folder, `docker-credential-${name}`);
  const kept = join(folder, 'kept');
  writeFileSync(
    program,
    `#!/bin/sh
case "$1" in
store) cat > '${kept}' ;;
get) cat > /dev/null; [ -f '${kept}' ] && cat '${kept}' || { echo 'credentials not found in native keychain'; exit 1; } ;;
erase) cat > /dev/null; rm '${kept}' ;;
list) echo '{"localhost:5000":"kirtan"}' ;;
esac
`,
  );
  chmodSync(program, 0o755);
}

describe("Docker's credentials", () => {
  it('are kept in its file as Docker does, readable by the owner only, the rest of it unchanged', async () => {
    write({
      auths: { other: { auth: encoded('x:y') } },
      HttpHeaders: { a: 'b' },
      psFormat: 'table',
    });
    await store.store('localhost:5000', { username: 'kirtan', password: 'pass:with:colons' });
    expect(content()).toEqual({
      auths: {
        other: { auth: encoded('x:y') },
        'localhost:5000': { auth: encoded('kirtan:pass:with:colons') },
      },
      HttpHeaders: { a: 'b' },
      psFormat: 'table',
    });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(await store.get('localhost:5000')).toEqual({
      username: 'kirtan',
      password: 'pass:with:colons',
    });
    expect(await store.erase('localhost:5000')).toBe(true);
    expect(await store.erase('localhost:5000')).toBe(false);
    expect(await store.get('localhost:5000')).toBeUndefined();
    expect(await store.get('other')).toEqual({ username: 'x', password: 'y' });
  });

  it("of Docker Hub have Docker's own key", async () => {
    await store.store('docker.io', { username: 'k', password: 'p' });
    expect(Object.keys(content().auths as object)).toEqual(['https://index.docker.io/v1/']);
    expect(await store.get('index.docker.io')).toEqual({ username: 'k', password: 'p' });
  });

  it('may be identity tokens, and keys may be whole addresses', async () => {
    write({ auths: { 'https://reg.example/v1/': { auth: encoded('u:'), identitytoken: 'idt' } } });
    expect(await store.get('reg.example')).toEqual({ username: 'u', identityToken: 'idt' });
  });

  it('are all kept when several are stored at once', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `host${index}:5000`);
    await Promise.all(names.map((name) => store.store(name, { username: 'u', password: 'p' })));
    expect((await store.list()).map((each) => each.registry).sort()).toEqual([...names].sort());
  });

  it('go to the helper that the file names, never into the file', async () => {
    installHelper('test');
    write({ credHelpers: { 'localhost:5000': 'test' } });
    expect(await store.get('localhost:5000')).toBeUndefined();
    const at = await store.store('localhost:5000', { username: 'kirtan', password: 'secret' });
    expect(at).toEqual({ kind: 'helper', name: 'docker-credential-test' });
    expect(readFileSync(file(), 'utf8')).not.toContain(encoded('kirtan:secret'));
    expect(await store.get('localhost:5000')).toEqual({ username: 'kirtan', password: 'secret' });
    expect(await store.list()).toEqual([{ registry: 'localhost:5000', username: 'kirtan' }]);
    expect(await store.erase('localhost:5000')).toBe(true);
    expect(await store.get('localhost:5000')).toBeUndefined();
  });

  it('say what is wrong with a missing helper, a broken file, a helper that is a path', async () => {
    write({ credsStore: 'absent' });
    await expect(store.get('x:1')).rejects.toThrow(/cannot run docker-credential-absent/);
    write({ credsStore: '../../bin/sh' });
    await expect(store.get('x:1')).rejects.toMatchObject({ code: 'CREDENTIALS' });
    writeFileSync(file(), '{broken');
    await expect(store.store('x:1', { username: 'a', password: 'b' })).rejects.toMatchObject({
      code: 'CREDENTIALS',
    });
    expect(readFileSync(file(), 'utf8')).toBe('{broken');
  });
});
