import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

/** Where Debian puts its own clients: another `docker` on the PATH is not the one under test. */
const debianFolders = ['/usr/bin', '/usr/sbin', '/bin', '/sbin'];

/** Built from source with a Go toolchain: wanted only where there is one. */
const goTools = ['crane', 'oras', 'regctl'];

/** The path of a command, Debian's own first; undefined where there is none. */
export function findTool(name: string): string | undefined {
  const folders = [...debianFolders, ...(process.env.PATH ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** The path of a command. Throws, naming it, where there is none. */
export function toolPath(name: string): string {
  const path = findTool(name);
  if (path) return path;
  throw new Error(`${name} is not installed: "npm test" as root installs Debian's`);
}

/**
 * A group of tests that needs real tools. One that is missing fails the group where
 * SLIPWAY_REQUIRE_TOOLS=1 says so, else skips it, saying what was left out.
 */
export function describeWithTools(title: string, tools: readonly string[], body: () => void): void {
  const missing = tools.filter((name) => !findTool(name));
  const leftOut = missing.filter((name) => !isRequired(name));
  if (leftOut.length > 0) console.warn(`left out: ${title} (not installed: ${leftOut.join(', ')})`);
  describe.skipIf(leftOut.length > 0)(title, body);
}

function isRequired(name: string): boolean {
  if (process.env.SLIPWAY_REQUIRE_TOOLS !== '1') return false;
  return !goTools.includes(name) || findTool('go') !== undefined;
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
