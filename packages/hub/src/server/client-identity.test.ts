import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { addressList } from '../config/setting-types.ts';
import { identifyClient, isLoopback } from './client-identity.ts';

function identify(
  headers: Record<string, string>,
  {
    peer = '10.0.0.1',
    trusted = '10.0.0.0/8',
    publicUrl,
  }: { peer?: string; trusted?: string; publicUrl?: string } = {},
) {
  const request = { socket: { remoteAddress: peer }, headers: { host: 'hub:5000', ...headers } };
  return identifyClient(request as unknown as IncomingMessage, {
    trustedProxies: addressList.schema.parse(trusted),
    scheme: 'http',
    publicUrl,
  });
}

const forwarded = {
  'x-forwarded-for': '192.0.2.7',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'hub.example.com',
};

describe('identifyClient', () => {
  it('takes the peer and the Host header where there is no proxy', () => {
    expect(identify({}, { peer: '::ffff:192.0.2.1' })).toEqual({
      address: '192.0.2.1',
      origin: 'http://hub:5000',
      behindUntrustedProxy: false,
      behindTrustedProxy: false,
    });
  });

  it('believes a trusted proxy', () => {
    expect(identify(forwarded)).toMatchObject({
      address: '192.0.2.7',
      origin: 'https://hub.example.com',
      behindTrustedProxy: true,
    });
  });

  it('believes nobody else', () => {
    expect(identify(forwarded, { peer: '192.0.2.99' })).toMatchObject({
      address: '192.0.2.99',
      origin: 'http://hub:5000',
      behindUntrustedProxy: true,
    });
    expect(identify(forwarded, { trusted: '' })).toMatchObject({ address: '10.0.0.1' });
  });

  it('stops at the first hop that no trusted proxy told of', () => {
    const chain = { 'x-forwarded-for': '1.1.1.1, 192.0.2.7, 10.0.0.2' };
    expect(identify(chain)?.address).toBe('192.0.2.7');
  });

  it('reads RFC 7239', () => {
    const header =
      'for=1.1.1.1;host=evil, For="[2001:db8::7]:4711";Proto=HTTPS;host="hub.example:8443"';
    expect(identify({ forwarded: header })).toMatchObject({
      address: '2001:db8::7',
      origin: 'https://hub.example:8443',
    });
  });

  it('keeps to the proxy where a hop has no address', () => {
    expect(identify({ forwarded: 'for=unknown;proto=https' })).toMatchObject({
      address: '10.0.0.1',
    });
    expect(identify({ 'x-forwarded-for': '' })?.address).toBe('10.0.0.1');
  });

  it('refuses hosts and schemes that are none', () => {
    for (const host of ['a/b', 'a b', 'u@h', 'a:b', '', '[::1', 'a\u00e9', 'x'.repeat(300)]) {
      expect(identify({ host }), host).toBeUndefined();
    }
    expect(identify({ ...forwarded, 'x-forwarded-proto': 'javascript' })).toBeUndefined();
  });

  it('answers with the public URL where one is set', () => {
    expect(identify({}, { publicUrl: 'https://hub.example' })?.origin).toBe('https://hub.example');
  });
});

it('knows this machine', () => {
  expect(['127.0.0.1', '127.8.8.8', '::1'].map(isLoopback)).toEqual([true, true, true]);
  expect(['128.0.0.1', '::2', '1127.0.0.1'].map(isLoopback)).toEqual([false, false, false]);
});
