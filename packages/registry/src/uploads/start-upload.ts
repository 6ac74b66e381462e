import { randomUUID } from 'node:crypto';
import {
  type Digest,
  type DigestAlgorithm,
  isDigestAlgorithm,
  OciError,
  parseDigest,
  tryParseRepositoryName,
} from '@slipway/oci';
import type { RepositoryExchange } from '../exchange.ts';
import { queryValue } from '../http/query-parameters.ts';
import { sendEmpty } from '../http/respond.ts';
import type { RepositoryHandle } from '../ports/authority.ts';
import { uploadHeaders } from './find-upload.ts';
import { receiveWhole, sendCreated } from './receive-blob.ts';

/**
 * POST to uploads (distribution spec, "Pushing blobs"): mounts, takes the whole blob, or opens a
 * session, as the query says. A mount that cannot be falls back to a session.
 */
export async function startUpload(exchange: RepositoryExchange): Promise<void> {
  const { query } = exchange;
  const mount = queryValue(query, 'mount');
  if (mount !== undefined) {
    const digest = parseDigest(mount);
    const repository = await mountBlob(exchange, digest);
    if (repository) {
      sendCreated(exchange, repository, digest);
      return;
    }
  }
  const digestText = queryValue(query, 'digest');
  if (digestText !== undefined && mount === undefined) {
    const digest = parseDigest(digestText);
    sendCreated(exchange, await receiveWhole(exchange, digest), digest);
    return;
  }
  await openSession(exchange, readAlgorithm(query));
}

async function mountBlob(
  exchange: RepositoryExchange,
  digest: Digest,
): Promise<RepositoryHandle | undefined> {
  const { services, caller, name } = exchange;
  const source = await mountSource(exchange, digest);
  if (!source) return undefined;
  const { database, commands } = services;
  const now = services.clock();
  return await database.run(commands.mountBlob, { caller, name, now, digest, sourceId: source.id });
}

/** Only what the caller may pull from; where `from` is not that, nothing tells why. */
async function mountSource(
  { services, caller, query, repository }: RepositoryExchange,
  digest: Digest,
): Promise<RepositoryHandle | undefined> {
  const from = queryValue(query, 'from');
  if (from !== undefined && from !== '') {
    const name = tryParseRepositoryName(from);
    if (!name) return undefined;
    return await services.authority.namedMountSource(caller, name);
  }
  const here =
    repository && (await services.queries.linkedBlob.first({ repository: repository.id, digest }));
  return here ? repository : await services.authority.findMountSource(caller, digest);
}

function readAlgorithm(query: string): DigestAlgorithm | null {
  const text = queryValue(query, 'digest-algorithm');
  if (text === undefined) return null;
  if (isDigestAlgorithm(text)) return text;
  throw new OciError(
    'DIGEST_INVALID',
    `unsupported digest-algorithm ${JSON.stringify(text.slice(0, 50))}: use sha256 or sha512`,
  );
}

async function openSession(
  { services, response, caller, name }: RepositoryExchange,
  algorithm: DigestAlgorithm | null,
): Promise<void> {
  const state = services.content.begin(randomUUID());
  const repository = await services.database.run(services.commands.beginUpload, {
    caller,
    name,
    now: services.clock(),
    state,
    algorithm,
  });
  sendEmpty(response, 202, uploadHeaders(repository.name, state));
}
