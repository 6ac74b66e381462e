import { describeOnEveryDatabase } from '@slipway/database/testing';
import { mediaTypes } from '@slipway/oci';
import { expect, it } from 'vitest';
import { digestOf, RegistryClient } from '../support/registry-client.ts';
import { startHub } from '../support/start-hub.ts';

describeOnEveryDatabase('a hub of four workers', ({ createUrl }) => {
  it('keeps what was pushed through a kill and a new start', async () => {
    const url = await createUrl();
    await using hub = await startHub({ environment: { SLIPWAY_DATABASE: url } });
    const client = await RegistryClient.signIn(hub, ['admin/app']);
    const config = await client.pushBlob('admin/app', Buffer.from('{}'));
    const upload = await client.openUpload('admin/app');
    const layer = Buffer.alloc(3_000_000, 'layer');
    const rest = await client.sendChunk(upload, layer.subarray(0, 1_000_000), 0);
    await hub.kill();
    await hub.start();
    const next = await client.sendChunk(rest, layer.subarray(1_000_000), 1_000_000);
    const bytes = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: mediaTypes.ociManifest,
        config: { mediaType: mediaTypes.ociConfig, digest: config, size: 2 },
        layers: [],
      }),
    );
    await client.finishUpload(next, digestOf(layer));
    const digest = await client.putManifest('admin/app', 'latest', bytes);
    await hub.kill();
    await hub.start();
    const manifest = await client.send('admin/app/manifests/latest');
    expect(manifest.headers['docker-content-digest']).toBe(digest);
    expect(manifest.body.equals(bytes)).toBe(true);
    const blob = await client.send(`admin/app/blobs/${digestOf(layer)}`);
    expect(blob.body.equals(layer)).toBe(true);
  });
});
