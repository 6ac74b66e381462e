import { isIP } from 'node:net';
import { invalid } from './plan-error.ts';

/**
 * The `port/protocol` entries of one word of EXPOSE: a port or a range, with a protocol; addresses
 * and host ports before it are checked and dropped. Throws INVALID_DOCKERFILE.
 */
export function parseExposedPorts(word: string): readonly string[] {
  const parts = word.split(':');
  const [spec = '', hostPorts = '', ...address] = parts.reverse();
  const [ports = '', protocol] = cut(spec, '/');
  if (ports === '') throw invalid(`invalid port: ${JSON.stringify(word)}: no port specified`);
  const name = (protocol || 'tcp').toLowerCase();
  if (!['tcp', 'udp', 'sctp'].includes(name))
    throw invalid(`invalid port: ${JSON.stringify(word)}: invalid proto: ${protocol}`);
  checkAddress(address.reverse().join(':'));
  const range = parseRange(ports);
  if (!range) throw invalid(`invalid containerPort: ${ports}`);
  if (hostPorts !== '') checkHostPorts(hostPorts, ports, range);
  const count = range.end - range.start + 1;
  return Array.from({ length: count }, (_, offset) => `${range.start + offset}/${name}`);
}

function checkHostPorts(text: string, containerText: string, container: Range): void {
  const host = parseRange(text);
  if (!host) throw invalid(`invalid hostPort: ${text}`);
  const sameLength = host.end - host.start === container.end - container.start;
  if (!sameLength && container.end !== container.start)
    throw invalid(
      `invalid ranges specified for container and host Ports: ${containerText} and ${text}`,
    );
}

function checkAddress(address: string): void {
  if (address === '') return;
  const bare = /^\[(.*)\]$/.exec(address)?.[1] ?? address;
  if (isIP(bare) === 0) throw invalid(`invalid IP address: ${bare}`);
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function parseRange(text: string): Range | undefined {
  const [first = '', second] = cut(text, '-');
  const start = parsePort(first);
  if (start === undefined) return undefined;
  if (second === undefined || second === first) return { start, end: start };
  const end = parsePort(second);
  return end === undefined || end < start ? undefined : { start, end };
}

function parsePort(text: string): number | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const port = Number(text);
  return port >= 0 && port <= 65_535 ? port + 0 : undefined;
}

function cut(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
