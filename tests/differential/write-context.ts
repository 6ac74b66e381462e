import { chmodSync, linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from '../support/run-command.ts';
import type { ContextFile, DifferentialCase } from './differential-case.ts';

const compressions = { gzip: '--gzip', bzip2: '--bzip2', xz: '--xz' } as const;

/** Writes a case's build context and its Dockerfile into a new folder. */
export async function writeContext(
  folder: string,
  { files, dockerfile }: DifferentialCase,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  await writeFiles(folder, files ?? {});
  writeFileSync(join(folder, 'Dockerfile'), dockerfile);
}

async function writeFiles(
  folder: string,
  files: Readonly<Record<string, ContextFile>>,
): Promise<void> {
  for (const [name, file] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    await writeOne(path, file, folder);
  }
}

async function writeOne(path: string, file: ContextFile, folder: string): Promise<void> {
  if (typeof file === 'string') return writeWithMode(path, file, 0o644);
  if ('content' in file) return writeWithMode(path, file.content, file.mode ?? 0o644);
  if ('symlink' in file) return symlinkSync(file.symlink, path);
  if ('hardLink' in file) return linkSync(join(folder, file.hardLink), path);
  if ('archive' in file) {
    const content = `${path}.content`;
    mkdirSync(content);
    await writeFiles(content, file.archive);
    const packed = file.compression ? [compressions[file.compression]] : [];
    const names = ['--owner=11:11', '--group=12:12', '--sort=name', '-C', content];
    await runCommand('tar', ['-cf', path, ...packed, ...names, '.']);
    rmSync(content, { recursive: true });
    return;
  }
  mkdirSync(path, { recursive: true });
  chmodSync(path, file.mode ?? 0o755);
}

function writeWithMode(path: string, content: string, mode: number): void {
  writeFileSync(path, content);
  // Whatever the umask.
  chmodSync(path, mode);
}
