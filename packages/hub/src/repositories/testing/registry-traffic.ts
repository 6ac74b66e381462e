import { createHash, randomUUID } from 'node:crypto';
import { type Answer, askToken, send } from '../../testing/client.ts';

/** Name and secret, or nobody's. */
type Credentials = readonly [string, string] | undefined;

/** Pushes an image of one layer as a client does: token, blobs, manifest. Answers the manifest's PUT, or what refused before. */
export async function pushImage(
  origin: string,
  as: Credentials,
  image: { readonly name: string; readonly tag?: string; readonly layer?: string },
): Promise<Answer & { readonly digest: string }> {
  const { name, tag = 'latest', layer = randomUUID() } = image;
  const scope = [`repository:${name}:pull,push`];
  const bearer = (await askToken(origin, { as, scope })).body.token;
  const config = JSON.stringify({ os: 'linux', architecture: 'amd64', made: randomUUID() });
  for (const blob of [layer, config]) {
    const answer = await send(
      `${origin}/v2/${name}/blobs/uploads/?digest=${encodeURIComponent(digestOf(blob))}`,
      {
        ...{ method: 'POST', bearer, body: blob },
        headers: { 'content-type': 'application/octet-stream' },
      },
    );
    if (answer.status !== 201) return { ...answer, digest: '' };
  }
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = JSON.stringify({
    ...{ schemaVersion: 2, mediaType },
    config: descriptor('application/vnd.oci.image.config.v1+json', config),
    layers: [descriptor('application/vnd.oci.image.layer.v1.tar', layer)],
  });
  const answer = await send(`${origin}/v2/${name}/manifests/${tag}`, {
    ...{ method: 'PUT', bearer, body: manifest },
    headers: { 'content-type': mediaType },
  });
  return { ...answer, digest: digestOf(manifest) };
}

/** The digest that a tag names, as a client that pulls finds it; the status where it finds none. */
export async function pullTag(
  origin: string,
  as: Credentials,
  name: string,
  tag = 'latest',
): Promise<string | number> {
  const scope = [`repository:${name}:pull`];
  const bearer = (await askToken(origin, { as, scope })).body.token;
  const answer = await send(`${origin}/v2/${name}/manifests/${tag}`, {
    ...{ bearer },
    headers: { accept: 'application/vnd.oci.image.manifest.v1+json' },
  });
  return answer.status === 200 ? digestOf(JSON.stringify(answer.body)) : answer.status;
}

function descriptor(mediaType: string, bytes: string) {
  return { mediaType, digest: digestOf(bytes), size: Buffer.byteLength(bytes) };
}

function digestOf(bytes: string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
