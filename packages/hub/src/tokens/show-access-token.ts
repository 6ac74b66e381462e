import type { AccessToken } from '@slipway/api';
import type { Selectable } from 'kysely';
import type { Subject } from '../access/subject.ts';
import { visibleTo } from '../access/visible.ts';
import type { HubServices } from '../hub-services.ts';
import type { AccessTokenRow } from '../tables.ts';

/** Whether a token is good now, as far as it itself goes. */
export function isActive(
  row: Pick<AccessTokenRow, 'revoked_at' | 'expires_at'>,
  now: number,
): boolean {
  return row.revoked_at === null && (row.expires_at === null || row.expires_at > now);
}

/** Access tokens as their account sees them; of what it may not see any more no name is told. */
export async function shownAccessTokens(
  services: HubServices,
  subject: Subject,
  rows: readonly Selectable<AccessTokenRow>[],
): Promise<AccessToken[]> {
  const restricted = rows.filter((row) => row.restricted === 1).map((row) => row.id);
  const chosen =
    restricted.length === 0
      ? []
      : await services.database.query
          .selectFrom('hub_repositories as repository')
          .innerJoin(
            'hub_access_token_repositories as chosen',
            'chosen.repository_id',
            'repository.id',
          )
          .select(['chosen.token_id', 'repository.path'])
          .where('chosen.token_id', 'in', restricted)
          .where(visibleTo(subject) as never)
          .orderBy('repository.path')
          .execute();
  const now = services.clock();
  const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return rows.map((row) => ({
    uuid: row.id,
    client_id: 'HUB',
    creator_ip: row.creator_ip,
    creator_ua: row.creator_ua,
    created_at: new Date(row.created_at).toISOString(),
    last_used: time(row.last_used_at),
    expires_at: time(row.expires_at),
    generated_by: row.generated_by,
    is_active: isActive(row, now),
    token: '',
    token_label: row.label,
    scopes: JSON.parse(row.scopes) as AccessToken['scopes'],
    repositories:
      row.restricted === 1
        ? chosen.filter(({ token_id }) => token_id === row.id).map(({ path }) => path)
        : null,
    public_read: row.public_read === 1,
  }));
}
