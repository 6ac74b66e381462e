import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of a command, or undefined where this machine has none. */
export function findTool(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** Clients that CI builds where there is a Go toolchain; Debian has no packages of them. */
const builtWithGo: readonly string[] = [
  ...['crane', 'oras', 'regctl', 'hub-tool', 'buildkitd', 'buildctl'],
];

/**
 * Whether tests that need a command have to be left out: it is missing and no rule
 * (`SLIPWAY_REQUIRE_TOOLS=1`, as in CI) says that its tests must then fail.
 */
export function isLeftOut(name: string): boolean {
  if (findTool(name) !== undefined) return false;
  const canBeHad = !builtWithGo.includes(name) || findTool('go') !== undefined;
  return !(canBeHad && process.env.SLIPWAY_REQUIRE_TOOLS === '1');
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Absent, or not to be run: the same to us.
    return false;
  }
}
