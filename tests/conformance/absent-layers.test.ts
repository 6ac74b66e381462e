import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Hub, startHub } from '../support/hub.ts';
import { admin } from '../support/hub-accounts.ts';
import { sha256 } from '../support/sha256.ts';

const repository = 'admin/absent-layers';
const config = Buffer.from('{"architecture":"amd64","os":"linux","rootfs":{"type":"layers"}}');
const absent = sha256(Buffer.from('never uploaded'));

let hub: Hub;
let authorization: string;

beforeAll(async () => {
  hub = await startHub();
  const url = `${hub.url}/token?scope=repository:${repository}:pull,push`;
  const basic = btoa(`${admin.name}:${admin.password}`);
  const answer = await fetch(url, { headers: { authorization: `Basic ${basic}` } });
  authorization = `Bearer ${((await answer.json()) as { token: string }).token}`;
});
afterAll(() => hub?.stop());

test('by default a manifest whose layer is absent is refused, naming the layer', async () => {
  const upload = `${hub.url}/v2/${repository}/blobs/uploads/?digest=${sha256(config)}`;
  const stored = await fetch(upload, { method: 'POST', headers: { authorization }, body: config });
  expect(stored.status).toBe(201);
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = {
    schemaVersion: 2,
    mediaType,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: sha256(config),
      size: config.length,
    },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: absent, size: 14 }],
  };
  const refused = await fetch(`${hub.url}/v2/${repository}/manifests/1`, {
    method: 'PUT',
    headers: { authorization, 'content-type': mediaType },
    body: JSON.stringify(manifest),
  });
  const text = await refused.text();
  expect(refused.status).toBe(404);
  expect(JSON.parse(text).errors[0].code).toBe('MANIFEST_BLOB_UNKNOWN');
  expect(text).toContain(absent);
});
