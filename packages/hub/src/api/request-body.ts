import type { IncomingMessage } from 'node:http';
import { ProblemError } from './problem-error.ts';

/** 1 MiB: descriptions are 25,000 characters at most. */
const longestBody = 1024 * 1024;

/**
 * The request's body, whole. Throws ProblemError: 413 where it is longer than 1 MiB, 415 where it is
 * of another media type or encoded, 400 where the client went away.
 */
export async function readBody(request: IncomingMessage, mediaType: string): Promise<string> {
  const given = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (given !== mediaType) {
    throw new ProblemError(415, `send the body as ${mediaType}, with that Content-Type`);
  }
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new ProblemError(415, 'send the body without Content-Encoding');
  }
  if (Number(request.headers['content-length'] ?? 0) > longestBody) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      if (size > longestBody) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw new ProblemError(400, 'the request ended before its body did');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    // The decoder's only complaint.
    throw new ProblemError(400, 'the body is not UTF-8');
  }
}

/** As {@link readBody}, parsed as JSON. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = await readBody(request, 'application/json');
  try {
    return JSON.parse(text);
  } catch {
    // What the parser says quotes the body, which may hold a password.
    throw new ProblemError(400, 'the body is not JSON');
  }
}

function tooLarge(): ProblemError {
  return new ProblemError(413, 'the body is longer than 1 MiB', {
    headers: { connection: 'close' },
  });
}
