#!/usr/bin/env node
// npm run check: format and lint, types, dead exports, package boundaries and unit tests; stops at the first that fails.
import { join } from 'node:path';
import { installDependencies } from './install.mjs';
import { runCommand, runNode } from './run-node.mjs';

const root = join(import.meta.dirname, '..');
const binary = (name) => join(root, 'node_modules', name);
const steps = [
  ['format and lint', () => runCommand(process.execPath, [binary('@biomejs/biome/bin/biome'), 'ci', '.'])],
  ['types', () => runNode(root, [binary('typescript/bin/tsc'), '-p', root])],
  ['dead exports', () => runNode(root, [binary('knip/bin/knip.js')])],
  ['boundaries and unit tests', () => runNode(root, [binary('vitest/vitest.mjs'), 'run', '--root', root])],
];

process.chdir(root);
await installDependencies(root);
for (const [name, run] of steps) {
  console.log(`check: ${name}`);
  const code = await run();
  if (code !== 0) {
    console.error(`check: ${name} failed`);
    process.exit(code);
  }
}
console.log('check: all passed');
