import { createHash } from 'node:crypto';
import type { MigrationSet } from '../migration.ts';

/** A database that others are copied from, by the migrations that it has. */
type Templates = Map<string, Promise<string>>;

const shared = Symbol.for('slipway.test-templates');

/**
 * The template that has these migrations, made by `make` where there is none yet. On the global object,
 * since vitest loads this module anew for every test file of a process.
 */
export async function templateFor(
  migrations: readonly MigrationSet[],
  engine: string,
  make: (name: string) => Promise<string>,
): Promise<string> {
  const home = globalThis as { [shared]?: Templates };
  home[shared] ??= new Map();
  const templates = home[shared];
  const key = `${engine} ${JSON.stringify(migrations.map(identity))}`;
  const known = templates.get(key);
  if (known !== undefined) return await known;
  const name = `template_${createHash('sha256').update(key).digest('hex').slice(0, 24)}`;
  const made = make(name);
  templates.set(key, made);
  try {
    return await made;
  } catch (error) {
    // The migrations are at fault, which their test is about.
    templates.delete(key);
    throw error;
  }
}

/** What a migration does as well: tests have several of one name. */
function identity({ namespace, migrations }: MigrationSet): unknown {
  return [namespace, migrations.map(({ number, name, up }) => [number, name, String(up)])];
}
