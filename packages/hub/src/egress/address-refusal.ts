import { addressBytes } from './address-bytes.ts';

/** Addresses that begin with these bits, and what they are. */
interface Range {
  readonly bytes: Uint8Array;
  readonly bits: number;
  readonly what: string;
}

const range = (network: string, what: string): Range => {
  const [address = '', bits = ''] = network.split('/');
  return { bytes: addressBytes(address) ?? new Uint8Array(), bits: Number(bits), what };
};

/** IANA's registries of special-purpose addresses (RFC 6890), as far as they are not globally reachable. */
const refusedIpv4 = [
  range('0.0.0.0/8', '"this network"'),
  range('10.0.0.0/8', 'a private network'),
  range('100.64.0.0/10', "a provider's shared network"),
  range('127.0.0.0/8', 'this machine'),
  range('169.254.0.0/16', 'link-local'),
  range('172.16.0.0/12', 'a private network'),
  range('192.0.0.0/24', 'reserved for protocols'),
  range('192.0.2.0/24', 'for documentation'),
  range('192.31.196.0/24', 'reserved for name servers'),
  range('192.52.193.0/24', 'reserved for tunnels'),
  range('192.88.99.0/24', 'a relay between IPv4 and IPv6'),
  range('192.168.0.0/16', 'a private network'),
  range('192.175.48.0/24', 'reserved for name servers'),
  range('198.18.0.0/15', 'for benchmarks'),
  range('198.51.100.0/24', 'for documentation'),
  range('203.0.113.0/24', 'for documentation'),
  range('224.0.0.0/4', 'multicast'),
  range('240.0.0.0/4', 'reserved'),
];

/** What is global unicast in IPv6; all else (loopback, link-local, unique-local, multicast …) is not. */
const globalIpv6 = range('2000::/3', '');
const refusedIpv6 = [
  range('2001::/23', 'reserved for protocols'),
  range('2001:db8::/32', 'for documentation'),
  range('2620:4f:8000::/48', 'reserved for name servers'),
  range('3fff::/20', 'for documentation'),
];

/** IPv6 addresses that lead to an IPv4 address, and where in them it stands. */
const embedded = [
  { range: range('::ffff:0:0/96', 'IPv4-mapped'), at: 12, flipped: false },
  { range: range('::ffff:0:0:0/96', 'IPv4-translated'), at: 12, flipped: false },
  { range: range('::/96', 'IPv4-compatible'), at: 12, flipped: false },
  { range: range('64:ff9b::/96', 'NAT64'), at: 12, flipped: false },
  { range: range('2002::/16', '6to4'), at: 2, flipped: false },
  { range: range('2001::/32', 'Teredo'), at: 12, flipped: true },
];

/**
 * Why no user may have the hub connect to the address, or undefined where he may: only addresses of
 * the public internet may be reached. An IPv4 address inside an IPv6 one is judged as itself.
 */
export function addressRefusal(address: string): string | undefined {
  const bytes = addressBytes(address);
  if (!bytes) return 'no IP address';
  if (bytes.length === 4) return refusedIpv4.find((each) => holds(each, bytes))?.what;
  for (const { range: outer, at, flipped } of embedded) {
    if (!holds(outer, bytes)) continue;
    const inner = bytes.subarray(at, at + 4).map((byte) => (flipped ? byte ^ 0xff : byte));
    const refused = refusedIpv4.find((each) => holds(each, inner))?.what;
    if (refused) return `${outer.what}, ${refused}`;
    // The gateway of a translated address is found by routing: only the plainly global ones are taken.
    return outer.what === 'IPv4-mapped' || outer.what === 'NAT64' ? undefined : outer.what;
  }
  if (!holds(globalIpv6, bytes)) return 'not of the public internet';
  return refusedIpv6.find((each) => holds(each, bytes))?.what;
}

function holds({ bytes: network, bits }: Range, bytes: Uint8Array): boolean {
  if (network.length !== bytes.length) return false;
  const whole = bits >> 3;
  for (let index = 0; index < whole; index++) {
    if (network[index] !== bytes[index]) return false;
  }
  const mask = 0xff << (8 - (bits & 7));
  return bits % 8 === 0 || ((network[whole] ?? 0) & mask) === ((bytes[whole] ?? 0) & mask);
}
