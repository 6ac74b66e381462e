import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { addressRefusal } from './address-refusal.ts';
import type { AllowedPlaces } from './allowed-places.ts';
import { EgressError } from './egress-error.ts';

/** One address of a host. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Finds all addresses of a name. */
export type Resolver = (host: string) => Promise<readonly ResolvedAddress[]>;

/** Where a request goes: a URL, and the addresses that were checked and may be connected to. */
export interface EgressTarget {
  readonly url: URL;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly addresses: readonly [ResolvedAddress, ...ResolvedAddress[]];
  /** Whether the administrator has named the place. */
  readonly allowed: boolean;
}

/** The system's own way to resolve names, hosts file included. */
export const systemResolver: Resolver = (host) => lookup(host, { all: true });

const wellKnownPorts = new Set([80, 443]);
/** The Fetch standard's bad ports from 1024 on: protocols that a body could be mistaken for. */
const otherProtocols = new Set([
  ...[1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566, 6665, 6666],
  ...[6667, 6668, 6669, 6679, 6697, 10080, 11211],
]);

/**
 * Checks where a URL leads. Every address of its name must be allowed: a name with one public and one
 * private address is refused. Throws EgressError.
 */
export async function checkedTarget(
  url: URL,
  { resolve, allowed }: { resolve: Resolver; allowed: AllowedPlaces },
): Promise<EgressTarget> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refused(url, `only http and https are spoken, not ${url.protocol.slice(0, -1)}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw refused(url, 'a URL must hold no user name or password');
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = await addressesOf(url, host, resolve);
  const trusted =
    allowed.hasHost(host) || addresses.every(({ address }) => allowed.hasAddress(address));
  if (!trusted) {
    for (const { address } of addresses) {
      const reason = allowed.hasAddress(address) ? undefined : addressRefusal(address);
      if (reason) {
        throw refused(
          url,
          `it leads to ${address} (${reason}); an administrator can allow that with egress.allow`,
        );
      }
    }
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    if ((port < 1024 && !wellKnownPorts.has(port)) || otherProtocols.has(port)) {
      throw refused(url, `port ${port} belongs to another protocol`);
    }
  }
  return { url, host, addresses, allowed: trusted };
}

async function addressesOf(
  url: URL,
  host: string,
  resolve: Resolver,
): Promise<EgressTarget['addresses']> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  let found: readonly ResolvedAddress[];
  try {
    found = await resolve(host);
  } catch (cause) {
    throw new EgressError('EGRESS_FAILED', `${url.host} has no address: check the name`, { cause });
  }
  const [first, ...rest] = found;
  if (!first) throw new EgressError('EGRESS_FAILED', `${url.host} has no address: check the name`);
  return [first, ...rest];
}

function refused(url: URL, reason: string): EgressError {
  return new EgressError('EGRESS_REFUSED', `the hub does not connect to ${url.host}: ${reason}`);
}
