import { readFileSync } from 'node:fs';

/** How overlayfs keeps its notes: root's in trusted attributes, which a user namespace may not set. */
export interface OverlayKind {
  readonly name: 'trusted' | 'user';
  readonly opaqueAttribute: string;
}

/** What this process can use. */
export function overlayKind(): OverlayKind {
  const name = isInitialUserNamespace() ? 'trusted' : 'user';
  return { name, opaqueAttribute: `${name}.overlay.opaque` };
}

/** Only there every id is mapped onto itself. */
function isInitialUserNamespace(): boolean {
  return /^\s*0\s+0\s+4294967295\s*$/.test(readFileSync('/proc/self/uid_map', 'utf8'));
}
