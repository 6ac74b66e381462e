import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';
import { makeScratchFolder } from './scratch-folder.ts';
import { toolPath } from './tools.ts';

/**
 * The path of a tar file of a minimal Debian, made with debootstrap from the mirror that this
 * machine's apt uses. Kept below the system's temporary folder for the next run.
 */
export async function debianRootFileSystem(): Promise<string> {
  const suite = debianSuite();
  const archive = join(testCache(), `${suite}-${process.arch}.tar`);
  if (existsSync(archive)) return archive;
  const folder = makeScratchFolder();
  try {
    const root = folder.join('root');
    const args = ['--variant=minbase', suite, root, await debianMirror(suite)];
    await runCommand(toolPath('debootstrap'), args, { timeout: 400_000 });
    const unfinished = `${archive}.${process.pid}`;
    await runCommand('tar', ['-cf', unfinished, '--numeric-owner', '-C', root, '.']);
    renameSync(unfinished, archive);
  } finally {
    await folder.remove();
  }
  return archive;
}

/** Where tests keep what is slow to make, below the system's temporary folder. */
export function testCache(): string {
  const folder = join(tmpdir(), 'slipway-test-cache');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The release of Debian that this machine runs: `bookworm`. */
export function debianSuite(): string {
  const suite = readFileSync('/etc/os-release', 'utf8').match(/^VERSION_CODENAME=(\w+)$/m)?.[1];
  if (!suite) throw new Error('/etc/os-release names no VERSION_CODENAME');
  return suite;
}

/** The mirror of `suite` that this machine's apt uses. */
export async function debianMirror(suite: string): Promise<string> {
  const format = '$(SITE) $(RELEASE)';
  const targets = await runCommand('apt-get', ['indextargets', '--format', format]);
  const line = targets.split('\n').find((each) => each.endsWith(` ${suite}`));
  if (!line) throw new Error(`apt has no source for ${suite}`);
  return line.slice(0, line.indexOf(' '));
}
