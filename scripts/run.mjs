import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root } from './install.mjs';

/**
 * Runs the command `name` of an installed npm package on the Node given, its output on ours.
 * Resolves to whether it succeeded.
 */
export function runTool(node, packageName, { name = packageName, args = [], env = {} } = {}) {
  // Not through require.resolve: a package's exports need not name its package.json.
  const manifestPath = join(root, 'node_modules', packageName, 'package.json');
  const { bin } = JSON.parse(readFileSync(manifestPath, 'utf8'));
  const script = join(dirname(manifestPath), typeof bin === 'string' ? bin : bin[name]);
  const result = spawnSync(node, [script, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // Whatever the tool starts by name runs on the same Node.
    env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`, ...env },
  });
  if (result.error) console.error(`${name} cannot be run: ${result.error.message}`);
  return result.status === 0;
}
