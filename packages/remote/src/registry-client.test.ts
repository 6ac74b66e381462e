import { mediaTypes } from '@slipway/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRegistryClient, type RegistryClient, type RemoteRepository } from './index.ts';
import { bytesFrom, collect, describeBytes, makeImage, patterned } from './testing/content.ts';
import { end, FakeRegistry, sha256 } from './testing/fake-registry.ts';

let registry: FakeRegistry;
let client: RegistryClient;
let repository: RemoteRepository;

const retry = { baseDelay: 1, maximumDelay: 20, retries: 3 };

beforeEach(async () => {
  registry = await FakeRegistry.start();
  client = createRegistryClient({ retry });
  repository = client.repository({ registry: registry.host, repository: 'a/b' });
});
afterEach(async () => {
  await client.close();
  await registry.stop();
});

const blob = patterned(1_500_000);
const descriptor = describeBytes(blob);

describe('a blob is fetched', () => {
  beforeEach(() => registry.blobs.set(descriptor.digest, blob));

  it('going on with Range after each dropped connection', async () => {
    const starts: string[] = [];
    registry.intercept = (request, response) => {
      if (!request.url?.includes('/blobs/')) return false;
      const start = Number(/=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      starts.push(request.headers.range ?? 'whole');
      if (starts.length > 3) return false;
      const status = start > 0 ? 206 : 200;
      const range =
        start > 0 ? { 'content-range': `bytes ${start}-${blob.length - 1}/${blob.length}` } : {};
      response.writeHead(status, { 'content-length': blob.length - start, ...range });
      response.write(blob.subarray(start, start + 400_000), () =>
        setTimeout(() => response.destroy(), 20),
      );
      return true;
    };
    expect((await collect(repository.fetchBlob(descriptor))).equals(blob)).toBe(true);
    expect(starts.length).toBe(4);
    expect(starts.slice(1).every((each) => each.startsWith('bytes='))).toBe(true);
  });

  it('also from a registry that ignores Range', async () => {
    registry.intercept = (request, response) => {
      if (!request.url?.includes('/blobs/')) return false;
      response.writeHead(200, { 'content-length': blob.length });
      response.end(blob);
      return true;
    };
    const rest = await collect(repository.fetchBlob(descriptor, { offset: 1000 }));
    expect(rest.equals(blob.subarray(1000))).toBe(true);
  });

  it('and refused where its content is another', async () => {
    registry.blobs.set(descriptor.digest, patterned(blob.length, 2));
    await expect(collect(repository.fetchBlob(descriptor))).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
    registry.blobs.set(descriptor.digest, blob.subarray(1));
    await expect(collect(repository.fetchBlob(descriptor))).rejects.toMatchObject({
      code: 'SIZE_MISMATCH',
    });
  });

  it('gives up when nothing more comes', async () => {
    registry.intercept = (request, response) => {
      if (!request.url?.includes('/blobs/')) return false;
      response.writeHead(200, { 'content-length': blob.length });
      response.flushHeaders();
      setTimeout(() => response.destroy(), 5);
      return true;
    };
    await expect(collect(repository.fetchBlob(descriptor))).rejects.toMatchObject({
      code: 'UNREACHABLE',
    });
  });

  it('through a redirect to another host, which never sees the credentials', async () => {
    const storage = await FakeRegistry.start();
    try {
      storage.blobs.set(descriptor.digest, blob);
      const authorized = createRegistryClient({
        retry,
        credentials: { get: async () => ({ username: 'u', password: 'p' }) },
      });
      registry.intercept = (request, response) => {
        if (!request.headers.authorization)
          end(response, 401, { 'www-authenticate': 'Basic realm="x"' });
        else if (request.url?.includes('/blobs/')) {
          end(response, 307, {
            location: `http://${storage.host}/v2/s/blobs/${descriptor.digest}`,
          });
        } else return false;
        return true;
      };
      const source = authorized.repository({ registry: registry.host, repository: 'a/b' });
      expect((await collect(source.fetchBlob(descriptor))).length).toBe(blob.length);
      expect(registry.authorizations.at(-1)).toMatch(/^Basic /);
      expect(storage.authorizations).toEqual([undefined]);
      await authorized.close();
    } finally {
      await storage.stop();
    }
  });
});

describe('a blob is pushed', () => {
  const offer = { open: (offset: number) => bytesFrom(blob, offset) };

  it('with one POST and one PUT, and not again', async () => {
    expect(await repository.pushBlob(descriptor, offer)).toBe('stored');
    expect(registry.blobs.get(descriptor.digest)?.equals(blob)).toBe(true);
    expect(registry.log.map((each) => each.split(' ')[0])).toEqual(['GET', 'HEAD', 'POST', 'PUT']);
    expect(registry.log.at(-1)).toContain('?state=1&digest=');
    expect(await repository.pushBlob(descriptor, offer)).toBe('exists');
  });

  it('by mounting where the registry has it', async () => {
    registry.blobs.set(descriptor.digest, blob);
    registry.intercept = (request, response) => {
      if (request.method !== 'HEAD') return false;
      end(response, 404);
      return true;
    };
    const from = { registry: registry.host, repository: 'other/one' };
    expect(await repository.pushBlob(descriptor, { ...offer, from })).toBe('mounted');
    expect(registry.log.at(-1)).toContain('from=other%2Fone');
  });

  it('going on where the registry stopped, after dropped connections', async () => {
    const resumedAt: number[] = [];
    registry.cutUploadsAfter = [300_000, 300_000];
    registry.intercept = (request) => {
      if (request.method === 'PATCH') {
        resumedAt.push(Number.parseInt(String(request.headers['content-range']), 10));
      }
      return false;
    };
    expect(await repository.pushBlob(descriptor, offer)).toBe('stored');
    expect(registry.blobs.get(descriptor.digest)?.equals(blob)).toBe(true);
    expect(resumedAt.length).toBe(2);
    expect(resumedAt[0]).toBeGreaterThan(0);
    expect(resumedAt[1]).toBeGreaterThan(resumedAt[0] ?? 0);
  });

  it('anew where the registry forgot the upload', async () => {
    let dropped = false;
    registry.intercept = (request) => {
      if (request.method !== 'PUT' || dropped) return false;
      dropped = true;
      registry.uploads.clear();
      request.socket.destroy();
      return true;
    };
    expect(await repository.pushBlob(descriptor, offer)).toBe('stored');
    expect(registry.log.filter((each) => each.startsWith('POST')).length).toBe(2);
  });

  it('and cancelled where the content is not what was announced', async () => {
    const wrong = { open: (offset: number) => bytesFrom(patterned(blob.length, 9), offset) };
    await expect(repository.pushBlob(descriptor, wrong)).rejects.toMatchObject({
      code: expect.stringMatching(/DIGEST_MISMATCH|INVALID_REQUEST/),
    });
    expect(registry.blobs.size).toBe(0);
  });

  it("and a source's own failure is passed on, the upload taken back", async () => {
    const failing = {
      async *open(): AsyncGenerator<Uint8Array> {
        yield blob.subarray(0, 100);
        throw new Error('disk gone');
      },
    };
    await expect(repository.pushBlob(descriptor, failing)).rejects.toThrow('disk gone');
    expect(registry.log.some((each) => each.startsWith('DELETE '))).toBe(true);
  });
});

describe('a manifest', () => {
  const image = makeImage([patterned(10)]);

  it('is stored, resolved and fetched with its exact bytes', async () => {
    await repository.pushManifest(image.manifest, { mediaType: mediaTypes.ociManifest, tag: '1' });
    expect(await repository.resolve('1')).toEqual(image.descriptor);
    const fetched = await repository.fetchManifest(image.descriptor.digest);
    expect(Buffer.from(fetched.bytes).equals(image.manifest)).toBe(true);
  });

  it('is refused where the bytes are not those of the digest', async () => {
    registry.manifests.set(image.descriptor.digest, {
      mediaType: mediaTypes.ociManifest,
      bytes: Buffer.from('{}'),
    });
    await expect(repository.fetchManifest(image.descriptor.digest)).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
  });

  it('is refused where it is larger than 4 MiB, or of two types at once', async () => {
    registry.manifests.set('big', {
      mediaType: mediaTypes.ociManifest,
      bytes: Buffer.alloc(5_000_000),
    });
    await expect(repository.fetchManifest('big')).rejects.toMatchObject({ code: 'TOO_LARGE' });
    registry.manifests.set('two', { mediaType: mediaTypes.ociIndex, bytes: image.manifest });
    await expect(repository.fetchManifest('two')).rejects.toMatchObject({
      code: 'INVALID_RESPONSE',
    });
  });

  it('that is not there is said to be so, with the registry and its code', async () => {
    await expect(repository.fetchManifest('none')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      status: 404,
      registry: registry.host,
      registryCode: 'MANIFEST_UNKNOWN',
    });
  });

  it('with a subject is listed by the fallback tag where there is no referrers API', async () => {
    const subject = image.descriptor;
    const document = JSON.parse(image.manifest.toString()) as object;
    const signature = Buffer.from(
      JSON.stringify({ ...document, artifactType: 'application/x.sig', subject }),
    );
    await repository.pushManifest(signature, { mediaType: mediaTypes.ociManifest });
    await repository.pushManifest(signature, { mediaType: mediaTypes.ociManifest });
    const found = await repository.referrers(subject.digest);
    expect(found).toEqual([
      { ...describeBytes(signature, mediaTypes.ociManifest), artifactType: 'application/x.sig' },
    ]);
    expect(await repository.referrers(subject.digest, { artifactType: 'other/type' })).toEqual([]);
  });
});

describe('a busy or refusing registry', () => {
  it('is asked again after 429 and 503, a bounded number of times', async () => {
    registry.manifests.set('1', {
      mediaType: mediaTypes.ociManifest,
      bytes: makeImage([]).manifest,
    });
    let left = 2;
    registry.intercept = (request, response) => {
      if (!request.url?.includes('/manifests/') || left-- <= 0) return false;
      end(response, left === 1 ? 429 : 503, { 'retry-after': '0' });
      return true;
    };
    await repository.fetchManifest('1');
    left = 100;
    await expect(repository.fetchManifest('1'))
      .rejects.toMatchObject({ code: 'RATE_LIMITED', status: 429 })
      .catch(() => undefined);
    expect(100 - left).toBe(4);
  });

  it('gets a token for its challenge, once for several requests', async () => {
    const asked: string[] = [];
    registry.intercept = (request, response) => {
      const url = new URL(request.url ?? '', `http://${registry.host}`);
      if (url.pathname === '/token') {
        asked.push(
          `${request.headers.authorization} ${url.searchParams.getAll('scope').join('+')} ${url.searchParams.get('service')}`,
        );
        response.end(JSON.stringify({ token: 'tok', expires_in: 300 }));
      } else if (request.headers.authorization !== 'Bearer tok') {
        end(response, 401, {
          'www-authenticate': `Bearer realm="http://${registry.host}/token",service="fake"`,
        });
      } else return false;
      return true;
    };
    const authorized = createRegistryClient({
      retry,
      credentials: { get: async () => ({ username: 'u', password: 'p' }) },
    });
    const own = authorized.repository({ registry: registry.host, repository: 'a/b' });
    await own.pushManifest(makeImage([]).manifest, { mediaType: mediaTypes.ociManifest, tag: '1' });
    await own.resolve('1');
    await own.fetchManifest('1');
    const basic = `Basic ${Buffer.from('u:p').toString('base64')}`;
    expect(asked).toEqual([
      `${basic} repository:a/b:pull,push fake`,
      `${basic} repository:a/b:pull fake`,
    ]);
    await authorized.close();
  });

  it('gets an identity token by POST', async () => {
    let form = '';
    registry.intercept = async (request, response) => {
      if (request.url === '/token' && request.method === 'POST') {
        for await (const chunk of request) form += String(chunk);
        response.end(JSON.stringify({ access_token: 'tok' }));
      } else if (request.headers.authorization !== 'Bearer tok') {
        end(response, 401, {
          'www-authenticate': `Bearer realm="http://${registry.host}/token",service="fake"`,
        });
      } else return false;
      return true;
    };
    await client.ping(registry.host, { credential: { identityToken: 'refresh me' } });
    expect(Object.fromEntries(new URLSearchParams(form))).toMatchObject({
      grant_type: 'refresh_token',
      refresh_token: 'refresh me',
      service: 'fake',
    });
  });

  it('that wants to know who is there is answered with what to do', async () => {
    registry.intercept = (_, response) => {
      end(response, 401, { 'www-authenticate': 'Basic realm="x"' }, 'UNAUTHORIZED');
      return true;
    };
    await expect(repository.resolve('1')).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      message: expect.stringContaining(`slipway login ${registry.host}`),
    });
    const wrong = { credential: { username: 'u', password: 'wrong' } };
    await expect(client.ping(registry.host, wrong)).rejects.toThrow(/credentials were refused/);
  });

  it('is not called a registry where it is none', async () => {
    registry.intercept = (_, response) => {
      end(response, 404);
      return true;
    };
    await expect(client.ping(registry.host)).rejects.toMatchObject({ code: 'INVALID_RESPONSE' });
  });

  it('is not asked at all for names that would leave its path', () => {
    expect(() => client.repository({ registry: registry.host, repository: '../x' })).toThrow(
      /no repository name/,
    );
    expect(registry.log).toEqual([]);
    expect(sha256(Buffer.alloc(0))).toMatch(/^sha256:e3b0/);
  });
});
