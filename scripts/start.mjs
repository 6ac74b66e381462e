// `npm start`: installs and builds what is missing, then runs the hub with its data folder in the
// clone. Arguments go to `slipway serve`: npm start -- --listen 0.0.0.0:5000
import module from 'node:module';
import { join } from 'node:path';
import { hideExperimentalWarnings, isNewEnough, runNode } from '../packages/cli/bin/find-node.js';
import { buildIfStale } from './build.mjs';
import { ensureInstalled, root } from './install.mjs';

const main = join(root, 'packages/cli/dist/main.js');
const args = ['serve', ...process.argv.slice(2)];

try {
  ensureInstalled();
  await buildIfStale();
  process.env.SLIPWAY_HOME ||= root;
  // Compiled code is kept between starts: most of a start is otherwise compiling.
  process.env.NODE_COMPILE_CACHE ||= join(root, 'node_modules/.cache/slipway');
  if (isNewEnough()) {
    hideExperimentalWarnings();
    module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
    process.argv.splice(1, process.argv.length, main, ...args);
    await import(main);
  } else {
    runNode([main, ...args]);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
