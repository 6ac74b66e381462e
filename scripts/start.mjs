#!/usr/bin/env node
// npm start: installs and builds what is missing, then runs the hub. Arguments go to `slipway serve`.
import { join } from 'node:path';
import { buildIfStale } from './build-if-stale.mjs';
import { installDependencies } from './install.mjs';
import { runNode } from './run-node.mjs';

const root = join(import.meta.dirname, '..');
try {
  await installDependencies(root);
  await buildIfStale(root);
  process.env.SLIPWAY_DATA ??= join(root, 'data');
  const main = join(root, 'packages', 'cli', 'dist', 'main.js');
  process.exitCode = await runNode(root, [main, 'serve', ...process.argv.slice(2)]);
} catch (error) {
  console.error(`slipway: ${error.message}`);
  process.exitCode = 1;
}
