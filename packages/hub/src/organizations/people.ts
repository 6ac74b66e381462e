import type { Kysely } from 'kysely';
import type { HubTables } from '../tables.ts';

/** What lists of people show of an account. */
export interface Person {
  readonly id: number;
  readonly name: string;
  readonly email: string | null;
  readonly full_name: string | null;
  readonly company: string | null;
  readonly location: string | null;
  readonly website: string | null;
  readonly avatar_tag: string | null;
}

/** Columns of {@link Person}, where `account` and `profile` are joined. */
export const personColumns = [
  ...(['account.id', 'account.name', 'account.email', 'profile.full_name'] as const),
  ...(['profile.company', 'profile.location', 'profile.website', 'profile.avatar_tag'] as const),
] as const;

/** What Docker Hub's API says of a person, wherever one is listed. */
export function shownPerson(person: Person, shown: { origin: string; address: boolean }) {
  return {
    id: String(person.id),
    username: person.name,
    full_name: person.full_name ?? '',
    email: shown.address ? (person.email ?? '') : '',
    company: person.company ?? '',
    location: person.location ?? '',
    profile_url: person.website ?? '',
    gravatar_email: '' as const,
    gravatar_url: avatarUrl(shown.origin, person),
  };
}

/** Where the avatar is: the hub has it itself. */
export function avatarUrl(
  origin: string,
  { name, avatar_tag }: { readonly name: string; readonly avatar_tag: string | null },
): string {
  return `${origin}/v2/users/${name}/avatar${avatar_tag === null ? '' : `?v=${avatar_tag}`}`;
}

/** The text as a pattern of LIKE that finds it anywhere, in lower case. */
export function anywhere(text: string): string {
  return `%${text.toLowerCase().replaceAll(/[\\%_]/g, (special) => `\\${special}`)}%`;
}

/** Accounts with what they show of themselves. */
export function people(query: Kysely<HubTables>) {
  return query
    .selectFrom('hub_accounts as account')
    .leftJoin('hub_profiles as profile', 'profile.account_id', 'account.id');
}
