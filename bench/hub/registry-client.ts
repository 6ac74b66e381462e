import { createHash } from 'node:crypto';
import { adminPassword } from './hub-process.ts';

const mediaType = 'application/vnd.oci.image.manifest.v1+json';

/** A registry token of the administrator. */
export async function registryToken(
  origin: string,
  name: string,
  actions: string,
): Promise<string> {
  const basic = Buffer.from(`admin:${adminPassword}`).toString('base64');
  const answer = await fetch(`${origin}/token?scope=repository:${name}:${actions}`, {
    headers: { authorization: `Basic ${basic}` },
  });
  if (!answer.ok) throw new Error(`/token answered ${answer.status}: ${await answer.text()}`);
  const { token } = (await answer.json()) as { token: string };
  return token;
}

/** Pushes a small image as `latest`. */
export async function pushTag(origin: string, name: string): Promise<void> {
  const authorization = `Bearer ${await registryToken(origin, name, 'pull,push')}`;
  const send = async (path: string, method: string, type: string, body: string) => {
    const answer = await fetch(`${origin}/v2/${name}/${path}`, {
      ...{ method, body, headers: { authorization, 'content-type': type } },
    });
    if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}`);
  };
  const [config, layer] = ['{}', 'layer'];
  for (const blob of [config, layer]) {
    const target = `blobs/uploads/?digest=${encodeURIComponent(digestOf(blob))}`;
    await send(target, 'POST', 'application/octet-stream', blob);
  }
  const descriptor = (kind: string, bytes: string) => ({
    ...{ mediaType: kind, digest: digestOf(bytes), size: Buffer.byteLength(bytes) },
  });
  const manifest = JSON.stringify({
    ...{ schemaVersion: 2, mediaType },
    config: descriptor('application/vnd.oci.image.config.v1+json', config),
    layers: [descriptor('application/vnd.oci.image.layer.v1.tar', layer)],
  });
  await send('manifests/latest', 'PUT', mediaType, manifest);
}

function digestOf(bytes: string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
