import { readFile } from 'node:fs/promises';
import type { Context } from './context.ts';

/** The version in the package's package.json. */
export async function packageVersion({
  packageFile,
}: Pick<Context, 'packageFile'>): Promise<string> {
  const text = await readFile(packageFile, 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
