// `npm run check`: format and lint, types, dead exports, package boundaries and unit tests; stops at
// the first that fails.
//   npm run check -- --no-tests     all but the tests, where they run by themselves
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

const wanted = process.argv.includes('--no-tests') ? steps.slice(0, -1) : steps;

ensureInstalled();
const node = findNode();
for (const [label, packageName, tool] of wanted) {
  console.log(`\n== ${label}`);
  if (runTool(node, packageName, tool)) continue;
  console.error(`\nnpm run check: ${label} failed`);
  process.exit(1);
}
