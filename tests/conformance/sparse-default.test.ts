import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../support/http-exchange.ts';
import { digestOf, imageManifest, RegistryClient } from '../support/registry-client.ts';
import { type Hub, startHub } from '../support/start-hub.ts';

// The suite runs with sparse repositories; this is what everybody else gets.
const config = Buffer.from('{}');
const layer = Buffer.from('a layer that nobody pushed');
const repository = 'admin/image';

async function pushWithAbsentLayer(hub: Hub): Promise<HttpAnswer> {
  const client = await RegistryClient.signIn(hub, [repository]);
  await client.pushBlob(repository, config);
  return await client.send(`${repository}/manifests/latest`, {
    method: 'PUT',
    headers: { 'content-type': 'application/vnd.oci.image.manifest.v1+json' },
    body: imageManifest(config, [layer]),
  });
}

describe('by default', () => {
  let hub: Hub;
  beforeAll(async () => {
    hub = await startHub();
  });
  afterAll(async () => await hub?.[Symbol.asyncDispose]());

  it('a manifest whose layer is absent is refused, and the layer named', async () => {
    const answer = await pushWithAbsentLayer(hub);
    expect(answer.status).toBe(404);
    expect(answer.errorCodes()).toEqual(['MANIFEST_BLOB_UNKNOWN']);
    expect(answer.body.toString()).toContain(digestOf(layer));
  });

  it('what may always be absent is taken: index children, subject, foreign layers', async () => {
    const client = await RegistryClient.signIn(hub, [repository]);
    const absent = { digest: digestOf(layer), size: layer.byteLength };
    const manifest = 'application/vnd.oci.image.manifest.v1+json';
    const foreign = 'application/vnd.oci.image.layer.nondistributable.v1.tar';
    const image = JSON.parse(imageManifest(config, []).toString()) as object;
    const put = async (body: object, type: string) =>
      await client.send(`${repository}/manifests/free`, {
        method: 'PUT',
        headers: { 'content-type': type },
        body: JSON.stringify(body),
      });
    const index = 'application/vnd.oci.image.index.v1+json';
    const manifests = [{ mediaType: manifest, ...absent }];
    expect((await put({ schemaVersion: 2, mediaType: index, manifests }, index)).status).toBe(201);
    const layers = [{ mediaType: foreign, ...absent }];
    expect((await put({ ...image, layers }, manifest)).status).toBe(201);
    const subject = { mediaType: manifest, ...absent };
    expect((await put({ ...image, subject }, manifest)).status).toBe(201);
  });
});

describe('with SLIPWAY_SPARSE=true', () => {
  it('a manifest whose layer is absent is taken', async () => {
    await using hub = await startHub({ environment: { SLIPWAY_SPARSE: 'true' } });
    expect((await pushWithAbsentLayer(hub)).status).toBe(201);
  });
});
