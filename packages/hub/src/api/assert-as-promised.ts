import { isDeepStrictEqual } from 'node:util';
import type { RouteContract } from '@slipway/api';
import type { HubReply } from './hub-request.ts';

/**
 * Throws where a route answers otherwise than its contract says: with another status, or with members
 * that the schema lacks or has otherwise. For tests: the document is what the code does.
 */
export function assertAsPromised(contract: RouteContract, reply: HubReply): void {
  if (reply.status >= 400) return;
  const promised = contract.answers[reply.status];
  if (promised === undefined) {
    throw new Error(`${contract.id} answers ${reply.status}, which its contract does not name`);
  }
  if (promised.schema === undefined) {
    if (reply.body === undefined || promised.mediaType !== undefined) return;
    throw new Error(`${contract.id} answers a body, of which its contract knows nothing`);
  }
  const sent: unknown = JSON.parse(JSON.stringify(reply.body ?? null));
  const read = promised.schema.safeParse(sent);
  if (!read.success) throw new Error(`${contract.id} breaks its contract: ${read.error.message}`);
  if (!isDeepStrictEqual(read.data, sent)) {
    throw new Error(
      `${contract.id} answers members that its contract lacks: ${JSON.stringify(sent)}`,
    );
  }
}
