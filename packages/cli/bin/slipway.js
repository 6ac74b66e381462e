#!/usr/bin/env node
// Runs the bundle: in this process where its Node is new enough, else on the Node that npm installed.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hideExperimentalWarnings, isNewEnough, runNode } from './find-node.js';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
try {
  if (!existsSync(main)) throw new Error('This clone is not built: run "npm run build" first');
  // Compiled code is kept between starts, in a folder that is the user's alone.
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  process.env.NODE_COMPILE_CACHE ||= join(caches, 'slipway');
  if (isNewEnough()) {
    hideExperimentalWarnings();
    module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
    process.argv[1] = main;
    await import(main);
  } else {
    runNode([main, ...process.argv.slice(2)]);
  }
} catch (error) {
  console.error(`slipway: ${error.message}`);
  process.exitCode = 1;
}
