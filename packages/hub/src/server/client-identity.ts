import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { AddressList } from '../config/setting-types.ts';

/** Who sends a request, and under which name he reached the hub. */
export interface ClientIdentity {
  readonly address: string;
  /** Scheme and host, no slash after. */
  readonly origin: string;
  /** Whether a proxy that is not trusted put itself in between: `address` is then the proxy's. */
  readonly behindUntrustedProxy: boolean;
  /** Whether the peer is a proxy that is believed. */
  readonly behindTrustedProxy: boolean;
}

/** What the server knows without the request. */
export interface IdentityOptions {
  readonly trustedProxies: AddressList;
  readonly scheme: 'http' | 'https';
  readonly publicUrl: string | undefined;
}

/** One hop, as RFC 7239 section 4 or the X-Forwarded-* headers tell of it. */
interface Hop {
  readonly address: string | undefined;
  readonly scheme: string | undefined;
  readonly host: string | undefined;
}

/** RFC 3986 section 3.2: what a host with an optional port may look like. */
const hostPattern = /^(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/** The client of `request`, or undefined where its Host (or a trusted proxy's word for it) is none. */
export function identifyClient(
  request: IncomingMessage,
  options: IdentityOptions,
): ClientIdentity | undefined {
  const peer = plainAddress(request.socket.remoteAddress ?? '');
  const { headers } = request;
  const trusted = isTrusted(peer, options.trustedProxies);
  const forwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  const seen = trusted
    ? clientHop(hopsOf(headers), { peer, proxies: options.trustedProxies })
    : undefined;
  const host = seen?.host ?? headers.host ?? '';
  const scheme = seen?.scheme ?? options.scheme;
  if (!hostPattern.test(host) || !/^https?$/.test(scheme)) return undefined;
  return {
    address: seen?.address ?? peer,
    origin: options.publicUrl ?? `${scheme}://${host}`,
    behindUntrustedProxy: forwarded && !trusted,
    behindTrustedProxy: trusted,
  };
}

/** Whether the address is this machine's own. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^127\./.test(address);
}

/**
 * From the nearest hop outwards, as long as whoever told of a hop is trusted: what lies beyond may
 * have been written by the client.
 */
function clientHop(
  hops: readonly Hop[],
  { peer, proxies }: { readonly peer: string; readonly proxies: AddressList },
): Hop | undefined {
  let teller: string | undefined = peer;
  let result: Hop | undefined;
  for (const hop of hops.toReversed()) {
    if (teller === undefined || !isTrusted(teller, proxies)) break;
    result = { ...hop, address: hop.address ?? result?.address ?? peer };
    teller = hop.address;
  }
  return result;
}

function hopsOf(headers: IncomingMessage['headers']): Hop[] {
  if (headers.forwarded !== undefined) return headers.forwarded.split(',').map(parseForwarded);
  const addresses = listOf(headers['x-forwarded-for']);
  // Proxies overwrite these two rather than adding to them; the nearest one's word is last.
  const scheme = listOf(headers['x-forwarded-proto']).at(-1)?.toLowerCase();
  const host = listOf(headers['x-forwarded-host']).at(-1);
  if (addresses.length === 0) return [{ address: undefined, scheme, host }];
  return addresses.map((address) => ({ address: nodeAddress(address), scheme, host }));
}

/** RFC 7239 section 4: `for=192.0.2.60;proto=https;host="hub.example"`. */
function parseForwarded(element: string): Hop {
  const pairs = new Map<string, string>();
  for (const pair of element.split(';')) {
    const mark = pair.indexOf('=');
    const value = pair.slice(mark + 1).trim();
    const unquoted = /^".*"$/.test(value) ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value;
    if (mark > 0) pairs.set(pair.slice(0, mark).trim().toLowerCase(), unquoted);
  }
  return {
    address: nodeAddress(pairs.get('for') ?? ''),
    scheme: pairs.get('proto')?.toLowerCase(),
    host: pairs.get('host'),
  };
}

/** The address of a node that may carry a port: `192.0.2.1:80`, `[2001:db8::1]:80`. */
function nodeAddress(text: string): string | undefined {
  const match =
    /^\[([^\]]+)\](?::\d+)?$/.exec(text) ?? /^(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/.exec(text);
  const address = plainAddress(match?.[1] ?? text);
  return isIP(address) === 0 ? undefined : address;
}

function listOf(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  return text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
}

/** An IPv4 address that came over an IPv6 socket is an IPv4 address. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

function isTrusted(address: string, proxies: AddressList): boolean {
  if (proxies.entries.length === 0) return false;
  const version = isIP(address);
  return version !== 0 && proxies.blockList.check(address, version === 6 ? 'ipv6' : 'ipv4');
}
