import type { HubServices } from '../hub-services.ts';

/**
 * The account's name that somebody means who signs in with an e-mail address; the text itself where it
 * is none, or is the address of no one account. A confirmed address counts before one that is not.
 */
export async function nameOfAddress(services: HubServices, text: string): Promise<string> {
  if (!text.includes('@')) return text;
  const rows = await services.database.query
    .selectFrom('hub_accounts')
    .select(['name', 'email_verified_at'])
    .where('email', '=', text.trim().toLowerCase())
    .where('closed_at', 'is', null)
    .limit(10)
    .execute();
  const confirmed = rows.filter((row) => row.email_verified_at !== null);
  const [first, ...others] = confirmed.length > 0 ? confirmed : rows;
  return first === undefined || others.length > 0 ? text : first.name;
}
