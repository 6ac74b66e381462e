import { BlockList, isIP } from 'node:net';

/** Where an administrator lets requests go that would be refused otherwise. */
export interface AllowedPlaces {
  readonly entries: readonly string[];
  /** Whether every address of this host, in its lower-case form, may be connected to. */
  hasHost(host: string): boolean;
  hasAddress(address: string): boolean;
}

/** No place at all. */
export const noPlaces: AllowedPlaces = {
  entries: [],
  hasHost: () => false,
  hasAddress: () => false,
};

/**
 * Addresses, networks (`10.0.0.0/8`) and names (`git.internal`, or `*.internal` for all below);
 * undefined where one is none of these.
 */
export function parseAllowedPlaces(entries: readonly string[]): AllowedPlaces | undefined {
  const blockList = new BlockList();
  const hosts = new Set<string>();
  const suffixes: string[] = [];
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    const version = isIP(address);
    if (version !== 0) {
      const most = version === 6 ? 128 : 32;
      const bits = prefix === undefined ? most : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
      if (bits < 0 || bits > most) return undefined;
      blockList.addSubnet(address, bits, version === 6 ? 'ipv6' : 'ipv4');
    } else if (/^(?:\*\.)?[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9])?$/i.test(entry)) {
      if (entry.startsWith('*.')) suffixes.push(entry.slice(1).toLowerCase());
      else hosts.add(entry.toLowerCase());
    } else return undefined;
  }
  return {
    entries,
    hasHost: (host) => hosts.has(host) || suffixes.some((suffix) => host.endsWith(suffix)),
    hasAddress: (address) => {
      const version = isIP(address);
      return version !== 0 && blockList.check(address, version === 6 ? 'ipv6' : 'ipv4');
    },
  };
}
