import { encodeTarHeader, type TarHeaderInput } from './encode-header.ts';
import { ArchiveError } from './errors.ts';
import { blockSize, padding } from './tar-header.ts';

/** An entry to write: `header.size` bytes of body, for a file. */
export interface TarInput {
  readonly header: TarHeaderInput;
  readonly body?: AsyncIterable<Uint8Array> | Uint8Array;
}

/** What ends an archive. */
export const endMarker = new Uint8Array(2 * blockSize);

/**
 * A tar stream of `entries`, in their order: equal entries give equal bytes. Throws WRONG_SIZE where
 * a body has not the size its header says, MALFORMED for what no header can say.
 */
export async function* writeTar(
  entries: Iterable<TarInput> | AsyncIterable<TarInput>,
): AsyncGenerator<Uint8Array> {
  for await (const entry of entries) yield* encodeTarEntry(entry);
  yield endMarker;
}

/** One entry with its padding, without an end marker. */
export async function* encodeTarEntry({ header, body }: TarInput): AsyncGenerator<Uint8Array> {
  const size = header.size ?? 0;
  yield encodeTarHeader(header);
  let written = 0;
  for await (const chunk of chunksOf(body)) {
    written += chunk.length;
    if (written > size) throw wrongSize(header, `more than ${size}`);
    if (chunk.length > 0) yield chunk;
  }
  if (written !== size) throw wrongSize(header, String(written));
  const fill = padding(size);
  if (fill > 0) yield new Uint8Array(fill);
}

function chunksOf(body: TarInput['body']): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  if (body === undefined) return [];
  return body instanceof Uint8Array ? [body] : body;
}

function wrongSize(header: TarHeaderInput, actual: string): ArchiveError {
  const name = typeof header.name === 'string' ? header.name : Buffer.from(header.name).toString();
  return new ArchiveError(
    'WRONG_SIZE',
    `${JSON.stringify(name)} was announced with ${header.size ?? 0} bytes, but has ${actual}`,
  );
}
