#!/usr/bin/env node
// node scripts/node.mjs FILE [ARGS]: runs a file on a Node that is new enough.
import { join } from 'node:path';
import { runNode } from './run-node.mjs';

process.exitCode = await runNode(join(import.meta.dirname, '..'), process.argv.slice(2));
