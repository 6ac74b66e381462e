import { randomBytes } from 'node:crypto';
import type { Database } from '@slipway/database';
import type { HubTables } from '../tables.ts';
import { bootstrapAccounts } from './account-commands.ts';
import { administratorName } from './account-name.ts';
import { PasswordHasher } from './password-hasher.ts';
import { passwordProblem } from './password-rules.ts';

/** The first administrator, and his password where it was made up now. */
export interface BootstrappedAdministrator {
  readonly name: string;
  /** Shown once: only its hash is kept. Undefined where the account was there or a password given. */
  readonly generatedPassword: string | undefined;
  readonly created: boolean;
}

/**
 * Makes the first administrator at the first start, with the given password or one made up; at later
 * starts nothing is changed, whatever password is given. Throws RangeError for a password that is
 * too short or long.
 */
export async function bootstrapAdministrator(
  database: Database<HubTables>,
  options: { password?: string | undefined; now?: number } = {},
): Promise<BootstrappedAdministrator> {
  const there = await database.query
    .selectFrom('hub_accounts')
    .select('id')
    .where('name', '=', administratorName)
    .executeTakeFirst();
  const known = { name: administratorName, generatedPassword: undefined, created: false };
  if (there !== undefined) return known;
  const { password } = options;
  const problem = password === undefined ? undefined : passwordProblem(password);
  if (problem) throw new RangeError(`the administrator's password: ${problem}`);
  const generated = password === undefined ? randomBytes(15).toString('base64url') : undefined;
  const { created } = await database.run(bootstrapAccounts, {
    passwordHash: await new PasswordHasher().hash(password ?? generated ?? ''),
    now: options.now ?? Date.now(),
  });
  // Another process may have been first.
  return created ? { name: administratorName, generatedPassword: generated, created } : known;
}
