/** Run by the tests: says where it runs, then does what its first argument says. */
import { execFileSync, spawn } from 'node:child_process';
import { enterBuildNamespace, inBuildNamespace, RuntimeError } from '@slipway/runtime';

const [what, detail = ''] = process.argv.slice(2);

if (inBuildNamespace()) await inside();
else {
  try {
    process.exitCode = await enterBuildNamespace({ argv: process.argv.slice(1) });
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    console.log(`${error.code}\n${error.message}\n${error.advice}`);
    process.exitCode = 99;
  }
}

async function inside(): Promise<void> {
  if (what === 'exit') process.exit(Number(detail));
  if (what === 'kill') process.kill(Number(detail), 'SIGKILL');
  if (what === 'facts') {
    execFileSync('mount', ['-t', 'tmpfs', 'x', '/mnt']);
    execFileSync('chown', ['7:8', '/mnt']);
    const passed = { ...process.env };
    console.log(
      JSON.stringify({
        uid: process.getuid?.(),
        pid: process.pid,
        variable: passed.SLIPWAY_BUILD_NAMESPACE ?? null,
        // A program of ours started from inside has to enter by itself.
        child: execFileSync(process.execPath, [import.meta.filename, 'exit', '0'], {
          env: { ...passed, SLIPWAY_BUILD_NAMESPACE: 'mnt:[1] pid:[2]' },
          encoding: 'utf8',
        }),
      }),
    );
  }
  if (what === 'wait' || what === 'handle') {
    // Of another session, as a step's daemon is.
    spawn('sleep', [detail], { detached: true, stdio: 'ignore' });
    if (what === 'handle') {
      let count = 0;
      process.on('SIGTERM', () => {
        console.log(`SIGTERM ${++count}`);
        setTimeout(() => process.exit(7), 300);
      });
    }
    console.log('ready');
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  }
}
