import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The fixtures folder beside the repository, which a user's clone does not have. Undefined where it
 * is absent: its tests then say that they are skipped. Throws where SLIPWAY_REQUIRE_SHARED=1 asks
 * for it all the same.
 */
export function sharedFixtures(folder: string): string | undefined {
  const path = join(import.meta.dirname, '../../../../../shared/fixtures', folder);
  if (existsSync(path)) {
    return path;
  }
  if (process.env.SLIPWAY_REQUIRE_SHARED === '1') {
    throw new Error(`no fixtures at ${path}, and SLIPWAY_REQUIRE_SHARED=1 asks for them`);
  }
  return undefined;
}

/** The text of one fixture. */
export function readFixture(folder: string, ...names: string[]): string {
  return readFileSync(join(folder, ...names), 'utf8');
}

/** The cases of a folder that has one folder for each. */
export function fixtureCases(folder: string): string[] {
  return readdirSync(folder).sort();
}
