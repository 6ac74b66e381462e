import { existsSync } from 'node:fs';
import { describe } from 'vitest';
import { findTool, isLeftOut } from './required-tool.ts';

/**
 * The path of a command, Debian's own before any other on the PATH: that is the one under test.
 * Throws, naming it, where there is none.
 */
export function toolPath(name: string): string {
  const own = ['/usr/bin', '/usr/sbin'].map((folder) => `${folder}/${name}`).find(existsSync);
  const path = own ?? findTool(name);
  if (path) return path;
  throw new Error(`${name} is not installed: "npm test" as root installs Debian's`);
}

/**
 * A group of tests that needs real tools. One that is missing fails the group where
 * SLIPWAY_REQUIRE_TOOLS=1 says so, else skips it, saying what was left out.
 */
export function describeWithTools(title: string, tools: readonly string[], body: () => void): void {
  const leftOut = tools.filter(isLeftOut);
  if (leftOut.length > 0) console.warn(`left out: ${title} (not installed: ${leftOut.join(', ')})`);
  describe.skipIf(leftOut.length > 0)(title, body);
}
