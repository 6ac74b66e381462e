import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { debianMirror, debianSuite, testCache } from './debian-root-file-system.ts';
import { runCommand } from './run-command.ts';
import { makeScratchFolder } from './scratch-folder.ts';

/** What Alpine's BusyBox has and Debian's has not. */
const switches = ['ADDUSER', 'ADDGROUP', 'DELUSER', 'DELGROUP', 'FEATURE_ADDUSER_TO_GROUP'];

/**
 * The path of a BusyBox built from Debian's source package, statically, with `adduser` and
 * `addgroup`, so that it behaves as Alpine's does. Takes a minute; kept for the next run.
 */
export async function busyboxBinary(): Promise<string> {
  const cached = join(testCache(), `busybox-${process.arch}`);
  if (existsSync(cached)) return cached;
  const folder = makeScratchFolder();
  try {
    const source = await unpackSource(folder.path);
    const make = (...args: string[]) =>
      runCommand('make', ['-C', source, '-s', ...args], { timeout: 600_000 });
    await make('defconfig');
    const config = join(source, '.config');
    let text = readFileSync(config, 'utf8').replace(
      '# CONFIG_STATIC is not set',
      'CONFIG_STATIC=y',
    );
    for (const name of switches)
      text = text.replace(`# CONFIG_${name} is not set`, `CONFIG_${name}=y`);
    // `tc` does not compile with the headers of newer kernels.
    writeFileSync(config, text.replace('CONFIG_TC=y', '# CONFIG_TC is not set'));
    await make(`-j${availableParallelism()}`, 'busybox');
    const unfinished = `${cached}.${process.pid}`;
    await runCommand('cp', [join(source, 'busybox'), unfinished]);
    renameSync(unfinished, cached);
  } finally {
    await folder.remove();
  }
  return cached;
}

/** Fetches the source package with apt, from the mirrors that this machine's apt uses. */
async function unpackSource(folder: string): Promise<string> {
  const lists = join(folder, 'lists');
  mkdirSync(join(lists, 'partial'), { recursive: true });
  const sources = join(folder, 'sources.list');
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const suite = debianSuite();
  const line = `deb-src [signed-by=${keys}] ${await debianMirror(suite)} ${suite} main`;
  writeFileSync(sources, `${line}\n`);
  const options = [
    `-oDir::Etc::SourceList=${sources}`,
    '-oDir::Etc::SourceParts=/dev/null',
    `-oDir::State::Lists=${lists}`,
    '-oAPT::Sandbox::User=root',
  ];
  await runCommand('apt-get', [...options, 'update', '-qq'], { timeout: 300_000 });
  await runCommand('apt-get', [...options, 'source', '-qq', '--download-only', 'busybox'], {
    cwd: folder,
    timeout: 300_000,
  });
  const source = join(folder, 'source');
  mkdirSync(source);
  await runCommand('sh', [
    '-c',
    `tar -xf ${folder}/busybox_*.orig.tar.* -C ${source} --strip-components=1`,
  ]);
  return source;
}
