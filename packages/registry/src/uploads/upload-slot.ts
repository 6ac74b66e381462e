import type { OciError } from '@slipway/oci';
import type { Exchange } from '../exchange.ts';
import { FailureWithHeaders } from '../http/error-response.ts';

/** Runs `receive` while the caller's slot is taken. Throws TOOMANYREQUESTS where all are. */
export async function withUploadSlot<Result>(
  { services, caller }: Exchange,
  receive: () => Promise<Result>,
): Promise<Result> {
  if (!services.uploadSlots) return await receive();
  const release = await services.uploadSlots.acquire(caller);
  if (!release) throw tooManyUploads();
  try {
    return await receive();
  } finally {
    release();
  }
}

function tooManyUploads(): OciError {
  return new FailureWithHeaders(
    'TOOMANYREQUESTS',
    'too many uploads at once: try again when one of them has ended',
    { headers: ['Retry-After', '1'] },
  );
}
