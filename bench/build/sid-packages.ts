import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { debianMirror, debianSuite } from '../../tests/support/debian-root-file-system.ts';
import { runCommand } from '../../tests/support/run-command.ts';

/** Unpacks packages of Debian's unstable release into a folder, without installing them; answers it. */
export async function sidPackages(names: readonly string[], folder: string): Promise<string> {
  const lists = join(folder, 'lists');
  const downloads = join(folder, 'downloads');
  mkdirSync(join(lists, 'partial'), { recursive: true });
  mkdirSync(downloads);
  const sources = join(folder, 'sources.list');
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const mirror = await debianMirror(debianSuite());
  writeFileSync(sources, `deb [signed-by=${keys}] ${mirror} sid main\n`);
  const options = [
    `-oDir::Etc::SourceList=${sources}`,
    '-oDir::Etc::SourceParts=/dev/null',
    `-oDir::State::Lists=${lists}`,
    `-oDir::Cache=${join(folder, 'cache')}`,
    '-oAPT::Sandbox::User=root',
  ];
  await runCommand('apt-get', [...options, 'update', '-qq'], { timeout: 300_000 });
  await runCommand('apt-get', [...options, 'download', ...names], {
    cwd: downloads,
    timeout: 300_000,
  });
  const unpacked = join(folder, 'unpacked');
  for (const name of readdirSync(downloads)) {
    await runCommand('dpkg-deb', ['-x', join(downloads, name), unpacked]);
  }
  return unpacked;
}
