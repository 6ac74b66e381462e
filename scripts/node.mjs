// `node scripts/node.mjs FILE [ARGUMENTS]`: runs a file on a Node that is new enough.
import { runNode } from '../packages/cli/bin/find-node.js';

try {
  runNode(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
