// `npm start`: installs and builds what is missing, then runs the hub. Arguments go to `slipway serve`.
import { join } from 'node:path';
import { runNode } from '../packages/cli/bin/find-node.js';
import { buildIfStale } from './build.mjs';
import { ensureInstalled, root } from './install.mjs';

try {
  ensureInstalled();
  await buildIfStale();
  const environment = { SLIPWAY_DATA: join(root, 'data'), ...process.env };
  runNode(
    [join(root, 'packages/cli/dist/main.js'), 'serve', ...process.argv.slice(2)],
    environment,
  );
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
