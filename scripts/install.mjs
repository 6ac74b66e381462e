import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository's root. */
export const root = join(import.meta.dirname, '..');

/**
 * Installs the npm dependencies where one that package-lock.json names is missing or of another
 * version. Throws where npm fails.
 */
export function ensureInstalled() {
  if (isInstalled()) return;
  console.log('Installing npm dependencies (npm ci --ignore-scripts) …');
  const { status } = spawnSync(
    process.platform === 'win32' ? 'npm.cmd' : 'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (status !== 0) throw new Error('npm ci failed: see above');
}

/**
 * npm notes what it installed; an npm ci cut short may have removed it since. Times would tell less:
 * a checkout makes every file new.
 */
function isInstalled() {
  const wanted = packagesOf('package-lock.json');
  const found = packagesOf('node_modules/.package-lock.json');
  if (!wanted) throw new Error('package-lock.json is missing or broken: this is no complete clone');
  if (!found) return false;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      !path.startsWith('node_modules/') ||
      entry.link ||
      // Those for other platforms are never there.
      entry.optional ||
      entry.devOptional ||
      entry.peer ||
      (found[path]?.version === entry.version && existsSync(join(root, path, 'package.json'))),
  );
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    // Missing or cut short: as good as not installed.
    return undefined;
  }
}
