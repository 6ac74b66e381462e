import { createHash } from 'node:crypto';

/**
 * The id of what a webhook is told of an event: the same however often it is asked for, so that an
 * event that is handed out twice is delivered once. A UUID of version 8 (RFC 9562).
 */
export function deliveryIdOf(webhookId: number, eventId: string): string {
  const bytes = createHash('sha256').update(`${webhookId} ${eventId}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
