import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Descriptor } from '@slipway/oci';
import { withFileLock } from '../files/file-lock.ts';
import { writeAtomically } from '../files/write-atomically.ts';
import type { Cancellable } from '../ports.ts';
import { formatLayoutIndex, parseLayoutIndex } from './layout-index.ts';

/** The entries of a layout folder's `index.json`; none where there is none. Throws LAYOUT. */
export async function readLayoutEntries(folder: string): Promise<readonly Descriptor[]> {
  try {
    return parseLayoutIndex(await readFile(join(folder, 'index.json')), folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * Replaces a layout folder's entries by what `change` makes of them, in one step, while nobody else
 * changes them. Nothing is written where `change` answers the list it was given.
 */
export async function changeLayoutEntries(
  folder: string,
  change: (entries: readonly Descriptor[]) => readonly Descriptor[],
  options: Cancellable = {},
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'index.json');
  await withFileLock(`${path}.lock`, options, async () => {
    const entries = await readLayoutEntries(folder);
    const changed = change(entries);
    if (changed !== entries) await writeAtomically(path, formatLayoutIndex(changed));
  });
}
