import { isIP } from 'node:net';
import type { ContainerSpec } from '@slipway/runtime';
import { usageError } from '../cli-error.ts';

type Port = NonNullable<ContainerSpec['ports']>[number];

/**
 * Reads `-p [[ADDRESS:]PORT:]PORT[/tcp|/udp]`; ranges of equal length as `8000-8002:80-82`. A port
 * alone is published under its own number. Throws a usage error.
 */
export function parsePublished(text: string): readonly Port[] {
  const match = /^(?:(\[[^\]]*\]|[^:[\]]*):)?(?:([\d-]*):)?([\d-]+)(?:\/(\w+))?$/.exec(text);
  const [, first, second, last = '', protocol = 'tcp'] = match ?? [];
  if (!match) throw badPort(text);
  // With one colon what stands before it is a port, not an address.
  const isAddress = second !== undefined;
  const address = isAddress ? (first ?? '').replace(/^\[(.*)\]$/, '$1') : '';
  const host = (isAddress ? second : first) || last;
  if (address !== '' && !isIP(address)) throw badPort(text);
  if (protocol !== 'tcp' && protocol !== 'udp') {
    throw usageError(`--publish ${text}: the protocol is tcp or udp, not "${protocol}"`);
  }
  const hostPorts = range(host, text);
  const containerPorts = range(last, text);
  if (hostPorts.length !== containerPorts.length) {
    throw usageError(`--publish ${text}: the two ranges differ in length`);
  }
  return hostPorts.map((hostPort, index) => ({
    ...(address === '' ? {} : { hostAddress: address }),
    hostPort,
    containerPort: containerPorts[index] ?? hostPort,
    protocol,
  }));
}

const mostPorts = 1000;

function range(text: string, whole: string): readonly number[] {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  const start = Number(match?.[1]);
  const end = Number(match?.[2] ?? match?.[1]);
  if (!match || start < 1 || end > 65_535 || end < start || end - start >= mostPorts) {
    throw badPort(whole);
  }
  return Array.from({ length: end - start + 1 }, (_, index) => start + index);
}

function badPort(text: string): Error {
  return usageError(
    `--publish ${text}: expected [address:]port:port, ports from 1 to 65535`,
    'For example 8080:80, or 127.0.0.1:8080:80',
  );
}
