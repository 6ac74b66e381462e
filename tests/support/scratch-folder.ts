import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

/** A temporary folder that goes away with {@link ScratchFolder.remove}. */
export interface ScratchFolder {
  readonly path: string;
  join(...parts: string[]): string;
  /** Unmounts what engines left mounted below it, and deletes it. */
  remove(): Promise<void>;
}

/** Makes a temporary folder. */
export function makeScratchFolder(): ScratchFolder {
  // Podman wants no capitals in a path and few characters: no mkdtemp.
  const path = join(tmpdir(), `slipway-${randomUUID().slice(0, 8)}`);
  mkdirSync(path, { mode: 0o700 });
  return {
    path,
    join: (...parts) => join(path, ...parts),
    async remove() {
      for (const point of mountsBelow(path)) await runCommand('umount', ['-l', point]);
      rmSync(path, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Deepest first. */
function mountsBelow(folder: string): string[] {
  const lines = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const points = lines.map((line) => line.split(' ')[1] ?? '');
  return points.filter((point) => point.startsWith(`${folder}/`)).reverse();
}
