import { isIP } from 'node:net';
import { usageError } from '../cli-error.ts';

/**
 * Reads `--add-host name:address` or `name=address` as `name:address`; an IPv6 address may stand in
 * brackets. `host-gateway` is this machine as a container sees it. Throws a usage error.
 */
export function parseExtraHost(text: string): string {
  const match = /^([^:=\s]+)[:=](.+)$/.exec(text);
  const address = match?.[2]?.replace(/^\[(.*)\]$/, '$1') ?? '';
  if (!match || !(address === 'host-gateway' || isIP(address))) {
    throw usageError(
      `--add-host ${text}: expected name:address`,
      'For example db:10.0.0.5, or name:host-gateway for this machine',
    );
  }
  return `${match[1]}:${address}`;
}
