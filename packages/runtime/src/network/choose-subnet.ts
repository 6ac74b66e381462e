/** 10.187.x.0/24, one of which is taken: seldom used by others, and clear of Docker's and Podman's. */
const SECOND_BYTE = 187;

/** Three bytes of a /24, `10.187.4`. */
export type SubnetPrefix = string;

/**
 * The first of our subnets that no route of the machine and none of `addresses` (its nameservers)
 * lies in; undefined where all are taken. `routes` is the text of /proc/net/route, of which the
 * default route and those of our own bridge do not count.
 */
export function chooseSubnet(
  routes: string,
  addresses: readonly string[],
  bridge: string,
): SubnetPrefix | undefined {
  for (let third = 0; third < 256; third++) {
    const prefix = `10.${SECOND_BYTE}.${third}`;
    if (isSubnetFree({ prefix, routes, addresses, bridge })) return prefix;
  }
  return undefined;
}

/** As {@link chooseSubnet}, of one subnet. */
export function isSubnetFree(question: {
  readonly prefix: SubnetPrefix;
  readonly routes: string;
  readonly addresses: readonly string[];
  readonly bridge: string;
}): boolean {
  const { prefix, routes, addresses, bridge } = question;
  if (addresses.some((address) => address.startsWith(`${prefix}.`))) return false;
  const network = numberOf(`${prefix}.0`);
  return routes
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/u))
    .every(([name, destination = '', , , , , , mask = '']) => {
      const bits = swapped(mask);
      if (name === bridge || bits === 0) return true;
      const narrower = (bits & 0xffff_ff00) >>> 0;
      return (network & narrower) >>> 0 !== (swapped(destination) & narrower) >>> 0;
    });
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

/** /proc/net/route shows addresses as the processor stores them. */
function swapped(hex: string): number {
  return numberOf([...Buffer.from(hex.padStart(8, '0'), 'hex')].reverse().join('.'));
}
