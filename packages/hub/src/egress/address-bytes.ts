import { isIP } from 'node:net';

/**
 * The bytes of an IP address, four or sixteen of them; undefined for what is none. A zone
 * (`fe80::1%eth0`) is left away: it says through which interface, not where to.
 */
export function addressBytes(text: string): Uint8Array | undefined {
  const address = text.replace(/%.*$/, '');
  const version = isIP(address);
  if (version === 4) return Uint8Array.from(address.split('.'), Number);
  return version === 6 ? sixteenBytes(address) : undefined;
}

/** RFC 4291 section 2.2: groups of 16 bits, `::` for as many zeros as are missing, IPv4 at the end. */
function sixteenBytes(address: string): Uint8Array {
  const [head = '', tail] = address.split('::');
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = new Array<number>(16 - before.length - after.length).fill(0);
  return Uint8Array.from([...before, ...zeros, ...after]);
}

function groups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
