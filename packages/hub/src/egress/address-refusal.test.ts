import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressBytes } from './address-bytes.ts';
import { addressRefusal } from './address-refusal.ts';

const refused = [
  ...[
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.0.9',
  ],
  ...['169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1', '192.88.99.1'],
  ...['192.168.1.1', '198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.7', '224.0.0.1'],
  ...[
    '239.1.1.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
  ],
  ...['fc00::1', 'fd12:3456::1', 'ff02::1', 'fec0::1', '2001:db8::1', '3fff::1', '2001:2::1'],
  ...['100::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.1.2.3', '::127.0.0.1'],
  ...['64:ff9b::10.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::1', '2002:7f00:1::', '2002:a00:1::1'],
  ...['2002:808:808::1', '2001:0:53aa:64c:0:0:80ff:fffe', '::ffff:0:127.0.0.1', '5f00::1'],
  ...['no address', '', '1.2.3', '256.1.1.1', '0x7f.1', '::g'],
];
const reachable = [
  ...['1.1.1.1', '8.8.8.8', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.1'],
  ...['169.253.255.255', '172.15.255.255', '172.32.0.0', '192.0.1.1', '198.17.255.255'],
  ...['198.20.0.0', '223.255.255.255', '2606:4700:4700::1111', '2a00:1450::1', '::ffff:8.8.8.8'],
  ...['64:ff9b::8.8.8.8', '2001:4860:4860::8888'],
];

test.each(refused)('%s may not be reached', (address) => {
  expect(addressRefusal(address)).toBeTypeOf('string');
});

test.each(reachable)('%s may be reached', (address) => {
  expect(addressRefusal(address)).toBeUndefined();
});

/** Four bytes inside one of the networks that may not be reached. */
const innerAddress = fc.oneof(
  ...(
    [
      [[127], 3],
      [[10], 3],
      [[0], 3],
      [[192, 168], 2],
      [[169, 254], 2],
    ] as const
  ).map(([start, more]) =>
    fc.array(fc.nat(255), { minLength: more, maxLength: more }).map((rest) => [...start, ...rest]),
  ),
);

test('an address is refused however it is written inside a URL or another address', () => {
  fc.assert(
    fc.property(innerAddress, (bytes) => {
      const [a = 0, b = 0, c = 0, d = 0] = bytes;
      const number = ((a * 256 + b) * 256 + c) * 256 + d;
      const hex = (value: number) => `0x${value.toString(16)}`;
      const octal = (value: number) => `0${value.toString(8)}`;
      const notations = [
        bytes.join('.'),
        String(number),
        hex(number),
        octal(number),
        `${hex(a)}.${octal(b)}.${c}.${hex(d)}`,
        `${a}.${b}.${c * 256 + d}`,
        `${a}.${(b * 256 + c) * 256 + d}`,
        `${bytes.join('.')}.`,
        `%3${a.toString().charAt(0)}${a.toString().slice(1)}.${b}.${c}.${d}`,
        `[::ffff:${bytes.join('.')}]`,
        `[::${bytes.join('.')}]`,
        `[64:ff9b::${bytes.join('.')}]`,
        `[2002:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}::1]`,
        `[2001:0:1:2:3:4:${((a ^ 255) * 256 + (b ^ 255)).toString(16)}:${((c ^ 255) * 256 + (d ^ 255)).toString(16)}]`,
      ];
      for (const host of notations) {
        const name = new URL(`http://${host}/`).hostname.replace(/^\[|\]$/g, '');
        expect(addressRefusal(name), `${host} read as ${name}`).toBeTypeOf('string');
      }
    }),
  );
});

test('all ways to write an IPv6 address mean the same bytes', () => {
  const sixteen = fc.array(fc.oneof(fc.nat(255), fc.constant(0)), { minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(sixteen, (bytes) => {
      const groups = Array.from({ length: 8 }, (_, index) =>
        ((bytes[index * 2] ?? 0) * 256 + (bytes[index * 2 + 1] ?? 0)).toString(16),
      );
      const long = groups.join(':');
      const short = new URL(`http://[${long}]/`).hostname.slice(1, -1);
      const mixed = `${groups.slice(0, 6).join(':')}:${bytes.slice(12).join('.')}`;
      for (const text of [long, short, mixed, long.toUpperCase(), `${long}%eth0`]) {
        expect([...(addressBytes(text) ?? [])], text).toEqual(bytes);
      }
    }),
  );
});
