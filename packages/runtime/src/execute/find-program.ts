import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';

/** Where an ordinary user's PATH does not look, though what it finds there works for them too. */
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The first executable file of that name on `searchPath` or where administrators' programs live. */
export function findProgram(name: string, searchPath: string): string | undefined {
  const folders = [...searchPath.split(':').filter((folder) => folder !== ''), ...systemFolders];
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** `apt-get install runc`, as this machine has it; `packages` by the names that all of them share. */
export function installAdvice(packages: string, searchPath: string): string {
  const managers = [
    ['apt-get', 'apt-get install -y'],
    ['dnf', 'dnf install -y'],
    ['apk', 'apk add'],
    ['pacman', 'pacman -S'],
    ['zypper', 'zypper install'],
  ] as const;
  const found = managers.find(([program]) => findProgram(program, searchPath));
  return found ? `${found[1]} ${packages}` : `install ${packages}`;
}
