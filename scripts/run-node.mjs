import { spawn } from 'node:child_process';
import { findNode, oldestNode } from './find-node.mjs';

/** Options of every Node that runs Slipway: node:sqlite works, its "experimental" note is not for users. */
export const nodeOptions = ['--disable-warning=ExperimentalWarning'];

/**
 * Runs a script on a Node that is new enough, with this process's input and output; passes signals on.
 * Resolves to its exit code.
 */
export async function runNode(root, args, options = {}) {
  const node = options.node ?? findNode(root);
  if (!node) {
    console.error(
      `slipway: Node ${oldestNode} or newer is needed, this is ${process.versions.node}, and npm installed none. ` +
        'Run "npm install" without --omit=optional, or install a newer Node.',
    );
    return 1;
  }
  return runCommand(node, [...nodeOptions, ...args], options);
}

/** Runs a command with this process's input and output; passes signals on. Resolves to its exit code. */
export function runCommand(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options.spawn });
    const pass = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, pass);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const each of signals) process.off(each, pass);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}
