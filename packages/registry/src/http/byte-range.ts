import type { ByteRange } from '@slipway/content';

/** What a Range header asks of a body: all of it, a part, or what cannot be given (416). */
export type RangeRequest = ByteRange | 'all' | 'unsatisfiable';

/**
 * Reads a Range header for a body of `size` bytes (RFC 9110 section 14). One range is served; several,
 * other units and malformed headers are ignored as the RFC allows, except for a range that ends before
 * it starts, which the distribution spec's suite wants refused.
 */
export function parseRange(header: string | undefined, size: number): RangeRequest {
  if (header === undefined) return 'all';
  const match = /^bytes=(\d{0,16})-(\d{0,16})$/.exec(header);
  if (!match) return 'all';
  const [, first = '', last = ''] = match;
  if (first === '') {
    if (last === '') return 'all';
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  if (start >= size) return 'unsatisfiable';
  if (last === '') return { start, end: size - 1 };
  const end = Math.min(Number(last), size - 1);
  return end < start ? 'unsatisfiable' : { start, end };
}
