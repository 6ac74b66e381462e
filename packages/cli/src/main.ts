import { homedir } from 'node:os';
import { exitCodes } from './exit-codes.ts';
import { runCli } from './run-cli.ts';

const interruption = new AbortController();

function interrupt(): void {
  // The second Ctrl-C is from somebody who does not want to wait for a clean end.
  if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
  interruption.abort(new DOMException('interrupted', 'AbortError'));
}

process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);

// A reader that has seen enough (`slipway tags x | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.failure);
});

process.exitCode = await runCli(process.argv.slice(2), {
  environment: process.env,
  // The source (src/) and the bundle (dist/) of this file are both one folder below it.
  packageFile: new URL('../package.json', import.meta.url),
  home: homedir(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interruption.signal,
});
