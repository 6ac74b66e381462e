// `npm run check`: format and lint, types, dead exports, package boundaries and unit tests; stops at
// the first that fails.
import { findNode } from '../packages/cli/bin/find-node.js';
import { ensureInstalled } from './install.mjs';
import { runTool } from './run.mjs';

const steps = [
  [
    'format and lint',
    '@biomejs/biome',
    { name: 'biome', args: ['ci', '--error-on-warnings', '.'] },
  ],
  ['types', 'typescript', { name: 'tsc', args: ['-p', '.'] }],
  ['types of the web site', 'typescript', { name: 'tsc', args: ['-p', 'packages/web'] }],
  ['dead exports', 'knip', {}],
  ['package boundaries and unit tests', 'vitest', { args: ['run'] }],
];

ensureInstalled();
const node = findNode();
for (const [label, packageName, tool] of steps) {
  console.log(`\n== ${label}`);
  if (runTool(node, packageName, tool)) continue;
  console.error(`\nnpm run check: ${label} failed`);
  process.exit(1);
}
