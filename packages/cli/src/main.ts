import { homedir } from 'node:os';
import { exitCodes } from './exit-codes.ts';
import { forgetLoadedVariables } from './forget-loaded-variables.ts';
import { runCli } from './run-cli.ts';

const interruption = new AbortController();

function interrupt(): void {
  // The second Ctrl-C is from somebody who does not want to wait for a clean end.
  if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
  interruption.abort(new DOMException('interrupted', 'AbortError'));
}

const endings = ['SIGINT', 'SIGTERM'] as const;
/** What a command that runs another program passes on to it. */
const passed = [...endings, 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const;

for (const signal of endings) process.on(signal, interrupt);

function takeSignals(listener: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of passed) process.on(signal, listener);
  for (const signal of endings) process.off(signal, interrupt);
  return () => {
    for (const signal of endings) process.on(signal, interrupt);
    for (const signal of passed) process.off(signal, listener);
  };
}

// A reader that has seen enough (`slipway tags x | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.failure);
});

forgetLoadedVariables(process.argv.slice(2), process.env);

process.exitCode = await runCli(process.argv.slice(2), {
  environment: process.env,
  // The source (src/) and the bundle (dist/) of this file are both one folder below it.
  packageFile: new URL('../package.json', import.meta.url),
  home: homedir(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interruption.signal,
  takeSignals,
});
