import type { Selectable } from 'kysely';
import type { OpenidProviderRow } from './openid-tables.ts';

/** Who is in a group at the provider is in this team here. */
export interface GroupTeam {
  readonly group: string;
  readonly organization: string;
  readonly team: string;
}

/** A provider as sign-in works with it. */
export interface OpenidProviderSettings {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly sealedClientSecret: string | null;
  readonly scopes: readonly string[];
  readonly groupsClaim: string;
  readonly teams: readonly GroupTeam[];
  readonly signUp: boolean;
  readonly allowedDomains: readonly string[];
  readonly enabled: boolean;
}

/** A stored provider, its lists read. */
export function providerOf(row: Selectable<OpenidProviderRow>): OpenidProviderSettings {
  return {
    ...{ id: row.id, slug: row.slug, name: row.name, issuer: row.issuer },
    clientId: row.client_id,
    sealedClientSecret: row.sealed_client_secret,
    scopes: JSON.parse(row.scopes) as string[],
    groupsClaim: row.groups_claim,
    teams: JSON.parse(row.teams) as GroupTeam[],
    signUp: row.sign_up === 1,
    allowedDomains: JSON.parse(row.allowed_domains) as string[],
    enabled: row.enabled === 1,
  };
}
