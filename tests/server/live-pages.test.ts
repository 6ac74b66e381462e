import { expect, it } from 'vitest';
import { exchange, expectStatus } from '../support/http-exchange.ts';
import { signIn } from '../support/hub-api.ts';
import { imageManifest, RegistryClient } from '../support/registry-client.ts';
import { startHub } from '../support/start-hub.ts';

it('a page hears of a push through any worker, and keeps no hub from ending', async () => {
  await using hub = await startHub();
  const headers = {
    authorization: `Bearer ${await signIn(hub.origin)}`,
    'content-type': 'application/json',
  };
  const at = '/v2/namespaces/admin/repositories';
  const body = JSON.stringify({ name: 'live', is_private: false });
  expectStatus(await exchange(hub.origin, at, { method: 'POST', headers, body }), 201);
  const end = new AbortController();
  const stream = await fetch(`${hub.origin}${at}/live/events`, { signal: end.signal });
  let text = '';
  const reading = (async () => {
    for await (const chunk of stream.body ?? []) text += new TextDecoder().decode(chunk);
  })().catch(() => undefined);

  const client = await RegistryClient.signIn(hub, ['admin/live']);
  const config = Buffer.from('{}');
  await client.pushBlob('admin/live', config);
  await client.putManifest('admin/live', 'v1', imageManifest(config, []));
  await expect.poll(() => text, { timeout: 10_000 }).toContain('"tag":"v1"');

  const stoppedAt = performance.now();
  await hub.stop();
  expect(performance.now() - stoppedAt).toBeLessThan(8000);
  await reading;
});
