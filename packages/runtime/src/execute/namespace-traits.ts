import { readFileSync } from 'node:fs';

/** What the user namespace that we run in allows. */
export interface NamespaceTraits {
  /** True within a user namespace of our own: "root" there, an ordinary user to the machine. */
  readonly userNamespace: boolean;
  /** Whether this group id means something here: an unmapped one cannot be given to a file. */
  mapsGroup(gid: number): boolean;
  /** The machine's id of who started us, to tell what one user found out from what another did. */
  readonly outsideUid: number;
}

/** Read from /proc/self/uid_map and gid_map, user_namespaces(7). */
export function readNamespaceTraits(): NamespaceTraits {
  const users = parseIdMap(readFileSync('/proc/self/uid_map', 'utf8'));
  const groups = parseIdMap(readFileSync('/proc/self/gid_map', 'utf8'));
  const first = users[0];
  return {
    userNamespace: !(first && first.outside === 0 && first.count === 0xffff_ffff),
    mapsGroup: (gid) =>
      groups.some((range) => gid >= range.inside && gid < range.inside + range.count),
    outsideUid: first?.outside ?? 0,
  };
}

interface IdRange {
  readonly inside: number;
  readonly outside: number;
  readonly count: number;
}

function parseIdMap(text: string): IdRange[] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/u).map(Number))
    .map(([inside = 0, outside = 0, count = 0]) => ({ inside, outside, count }));
}
