import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-node.mjs';

/** Installs the npm dependencies where they are missing or older than the lock file. Throws where npm fails. */
export async function installDependencies(root) {
  if (isInstalled(root)) return;
  console.log('slipway: installing dependencies (npm ci --ignore-scripts)');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const code = await runCommand(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    spawn: { cwd: root },
  });
  if (code !== 0) throw new Error(`npm ci failed with exit code ${code}`);
}

/** npm writes this file at the end of each install. */
function isInstalled(root) {
  const marker = join(root, 'node_modules', '.package-lock.json');
  return existsSync(marker) && statSync(marker).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}
