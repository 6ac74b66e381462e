import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runNode } from './run-node.mjs';

/** Builds the bundle where a source is newer than it. Throws where the build fails. */
export async function buildIfStale(root) {
  const bundle = join(root, 'packages', 'cli', 'dist', 'main.js');
  if (existsSync(bundle) && newestSource(root) <= statSync(bundle).mtimeMs) return;
  console.log('slipway: building');
  const code = await runNode(root, [join(root, 'scripts', 'build.mjs')]);
  if (code !== 0) throw new Error('the build failed');
}

function newestSource(root) {
  let newest = statSync(join(root, 'package-lock.json')).mtimeMs;
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name, 'src');
    for (const file of readdirSync(folder, { recursive: true })) {
      if (file.endsWith('.test.ts')) continue;
      newest = Math.max(newest, statSync(join(folder, file)).mtimeMs);
    }
  }
  return newest;
}
