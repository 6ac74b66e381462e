import { readFile } from 'node:fs/promises';

const SYSTEMD_RESOLV_CONF = '/run/systemd/resolve/resolv.conf';
/** As Docker: what else could answer where the machine asks only itself. */
const PUBLIC_NAMESERVERS = ['8.8.8.8', '8.8.4.4'];

/** What /etc/resolv.conf is made from. */
export interface ResolvConfSources {
  /** The machine's /etc/resolv.conf. */
  readonly own: string;
  /** What systemd-resolved asks, where it is there. */
  readonly behindResolved: string;
  /** A nameserver inside the container's network that asks the machine's. */
  readonly forwarder?: string;
}

/**
 * The content of /etc/resolv.conf for a container: the machine's own, without nameservers that only
 * the machine reaches (loopback; zones of IPv6). In their place: those behind systemd-resolved, then
 * the network's own forwarder, then public ones, as Docker does.
 */
export function resolvConf({ own, behindResolved, forwarder }: ResolvConfSources): string {
  const kept = withoutLocalNameservers(own);
  if (nameservers(kept).length > 0) return kept;
  const resolved = withoutLocalNameservers(behindResolved);
  if (nameservers(resolved).length > 0) return resolved;
  const instead = forwarder === undefined ? PUBLIC_NAMESERVERS : [forwarder];
  return `${instead.map((address) => `nameserver ${address}\n`).join('')}${kept}`;
}

/** As {@link resolvConf}, of this machine; with its own network everything stays as it is. */
export async function readResolvConf(options: {
  readonly hostNetwork: boolean;
  readonly forwarder?: string;
}): Promise<string> {
  const own = await readOptional('/etc/resolv.conf');
  if (options.hostNetwork) return own;
  return resolvConf({
    own,
    behindResolved: await readOptional(SYSTEMD_RESOLV_CONF),
    ...(options.forwarder === undefined ? {} : { forwarder: options.forwarder }),
  });
}

/** The machine's own nameservers. */
export async function readNameservers(): Promise<readonly string[]> {
  return nameservers(await readOptional('/etc/resolv.conf'));
}

function withoutLocalNameservers(text: string): string {
  const lines = text.split('\n').filter((line) => {
    const address = /^\s*nameserver\s+(\S+)/u.exec(line)?.[1];
    return address === undefined || !isLocal(address);
  });
  const left = lines.join('\n').trim();
  return left === '' ? '' : `${left}\n`;
}

function isLocal(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address.includes('%');
}

function nameservers(text: string): string[] {
  return [...text.matchAll(/^\s*nameserver\s+(\S+)/gmu)].flatMap((match) => match[1] ?? []);
}

/**
 * The content of /etc/hosts. `extraHosts` are `name:address`, and come last; `host-gateway` stands
 * for `hostGateway`.
 */
export function hostsFile(options: {
  readonly hostname: string;
  readonly extraHosts: readonly string[];
  readonly hostGateway: string;
}): string {
  const extra = options.extraHosts.map((entry) => {
    const separator = /[:=]/u.exec(entry)?.index ?? entry.length;
    const given = entry.slice(separator + 1).replace(/^\[(.*)\]$/u, '$1');
    const address = given === 'host-gateway' ? options.hostGateway : given;
    return `${address}\t${entry.slice(0, separator)}\n`;
  });
  return [
    `127.0.0.1\tlocalhost ${options.hostname}`.trimEnd(),
    '\n::1\tlocalhost ip6-localhost ip6-loopback\n',
    ...extra,
  ].join('');
}

async function readOptional(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // Absent or unreadable is the same here: there is nothing to take over.
    return '';
  }
}
