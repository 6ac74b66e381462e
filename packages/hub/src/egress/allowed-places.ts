import { BlockList, isIP } from 'node:net';

/** Where an administrator lets requests go that would be refused otherwise. */
export class AllowedPlaces {
  /** As they were written. */
  readonly entries: readonly string[];
  readonly #addresses = new BlockList();
  readonly #hosts = new Set<string>();
  readonly #suffixes: string[] = [];

  constructor(entries: readonly string[]) {
    this.entries = entries;
    for (const entry of entries) {
      const [address = '', prefix] = entry.split('/');
      const version = isIP(address);
      if (version !== 0) {
        const bits = Number(prefix ?? (version === 6 ? 128 : 32));
        this.#addresses.addSubnet(address, bits, version === 6 ? 'ipv6' : 'ipv4');
      } else if (entry.startsWith('*.')) this.#suffixes.push(entry.slice(1).toLowerCase());
      else this.#hosts.add(entry.toLowerCase());
    }
  }

  /** Whether every address of this host, in its lower-case form, may be connected to. */
  hasHost(host: string): boolean {
    return this.#hosts.has(host) || this.#suffixes.some((suffix) => host.endsWith(suffix));
  }

  hasAddress(address: string): boolean {
    const version = isIP(address);
    return version !== 0 && this.#addresses.check(address, version === 6 ? 'ipv6' : 'ipv4');
  }
}

/** No place at all. */
export const noPlaces = new AllowedPlaces([]);

/**
 * Addresses, networks (`10.0.0.0/8`) and names (`git.internal`, or `*.internal` for all below);
 * undefined where one is none of these.
 */
export function parseAllowedPlaces(entries: readonly string[]): AllowedPlaces | undefined {
  return entries.every(isPlace) ? new AllowedPlaces(entries) : undefined;
}

function isPlace(entry: string): boolean {
  const [address = '', prefix] = entry.split('/');
  const version = isIP(address);
  if (version === 0) {
    return /^(?:\*\.)?[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9])?$/i.test(entry);
  }
  const most = version === 6 ? 128 : 32;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= most);
}
