import { describe, expect, it } from 'vitest';
import { hostsFile, resolvConf } from './network-files.ts';

describe('resolvConf', () => {
  it('leaves what others can ask, with its options', () => {
    const own = 'search example.org\nnameserver 127.0.0.53\nnameserver 10.0.0.1\noptions edns0\n';
    expect(resolvConf({ own, behindResolved: '' })).toBe(
      'search example.org\nnameserver 10.0.0.1\noptions edns0\n',
    );
  });

  it('asks whom systemd-resolved asks', () => {
    const behindResolved = 'nameserver 10.0.0.2\nnameserver fe80::1%eth0\n';
    expect(resolvConf({ own: 'nameserver 127.0.0.53\n', behindResolved })).toBe(
      'nameserver 10.0.0.2\n',
    );
  });

  it.each([
    { forwarder: '10.0.2.3', expected: 'nameserver 10.0.2.3\nsearch x\n' },
    { forwarder: undefined, expected: 'nameserver 8.8.8.8\nnameserver 8.8.4.4\nsearch x\n' },
  ])('has others where only the machine itself was asked', ({ forwarder, expected }) => {
    const own = 'nameserver ::1\nsearch x\n';
    const sources = { own, behindResolved: '', ...(forwarder ? { forwarder } : {}) };
    expect(resolvConf(sources)).toBe(expected);
  });
});

describe('hostsFile', () => {
  it('names the container and what was asked for', () => {
    const text = hostsFile({
      hostname: 'me',
      extraHosts: ['a:1.2.3.4', 'b=5.6.7.8', 'six:[::1:2]', 'bare:::3', 'up:host-gateway'],
      hostGateway: '10.9.8.7',
    });
    expect(text).toBe(
      '127.0.0.1\tlocalhost me\n::1\tlocalhost ip6-localhost ip6-loopback\n' +
        '1.2.3.4\ta\n5.6.7.8\tb\n::1:2\tsix\n::3\tbare\n10.9.8.7\tup\n',
    );
  });
});
