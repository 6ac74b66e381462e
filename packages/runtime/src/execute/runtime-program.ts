import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A container runtime as a program: the OCI command line that runc began. */
export interface RuntimeProgram {
  /** Its name and version, for messages. */
  readonly name: string;
  readonly path: string;
  /** Before the subcommand. */
  readonly globalArguments: readonly string[];
}

/** Asks a runtime for its version; rejects where it does not start. */
export async function versionOf(path: string): Promise<string> {
  const { stdout } = await run(path, ['--version'], { timeout: 10_000 });
  return stdout.split('\n', 1)[0]?.trim() ?? path;
}
