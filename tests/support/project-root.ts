import { join } from 'node:path';

/** The repository's root. */
export const projectRoot: string = join(import.meta.dirname, '../..');
