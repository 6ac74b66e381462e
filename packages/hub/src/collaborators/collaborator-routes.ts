import {
  addCollaboratorSchema,
  type Collaboration,
  type Collaborator,
  collaboratorRoutes,
  updateCollaboratorSchema,
} from '@slipway/api';
import { situation } from '../access/policy.ts';
import { visibleTo } from '../access/visible.ts';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement } from '../api/hub-router.ts';
import { pageAnswer, pageOfRows, pageQuery } from '../api/paging.ts';
import { pathName, unknownRepository } from '../api/repository-path.ts';
import { changeOrigin } from '../audit/change-origin.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { avatarUrl, people } from '../organizations/people.ts';
import { acceptedFor } from '../organizations/repository-refusal.ts';
import {
  type ChangedCollaborator,
  removeCollaborator,
  type SetCollaborator,
  setCollaborator,
} from './collaborator-commands.ts';

/** Sharing of personal repositories. */
export function collaboratorArea(services: HubServices): HubArea {
  const { list: all, add, update, remove, own } = collaboratorRoutes;
  return {
    routes: [
      implement(all, (request) => list(services, request)),
      implement(add, async (request) => {
        const asked = await request.json(addCollaboratorSchema);
        const body = await set(services, request, { ...asked, expects: 'absent' });
        return { status: 201, body };
      }),
      implement(update, async (request) => {
        const { permission } = await request.json(updateCollaboratorSchema);
        const user = request.param('username');
        const body = await set(services, request, { user, permission, expects: 'present' });
        return { status: 200, body };
      }),
      implement(remove, async (request) => {
        request.accountId();
        const changed = acceptedFor(
          await services.database.run(removeCollaborator, {
            origin: changeOrigin(services, request),
            path: pathName(request),
            user: request.param('username'),
          }),
        );
        forget(services, changed);
        return { status: 204 };
      }),
      implement(own, (request) => listOwn(services, request)),
    ],
  };
}

function forget(services: HubServices, changed: ChangedCollaborator): void {
  const { account, namespace, repository } = changed;
  services.live.grants.forget(`${account} ${namespace} ${repository}`);
}

function collaborators(services: HubServices, repository: number) {
  return people(services.database.query)
    .innerJoin('hub_collaborators as shared', 'shared.account_id', 'account.id')
    .where('shared.repository_id', '=', repository);
}

const columns = [
  ...(['account.name', 'profile.full_name', 'profile.avatar_tag'] as const),
  ...(['shared.permission', 'shared.created_at'] as const),
] as const;

function shown(
  origin: string,
  row: {
    readonly name: string;
    readonly full_name: string | null;
    readonly avatar_tag: string | null;
    readonly permission: Collaborator['permission'];
    readonly created_at: number;
  },
): Collaborator {
  return {
    user: row.name,
    full_name: row.full_name ?? '',
    gravatar_url: avatarUrl(origin, row),
    permission: row.permission,
    created_at: new Date(row.created_at).toISOString(),
  };
}

async function list(services: HubServices, request: HubRequest): Promise<HubReply> {
  const query = pageQuery(request);
  const { place } = await situation(services.live, request.subject, pathName(request));
  if (!place.repository) throw unknownRepository();
  const found = collaborators(services, place.repository.id);
  const [rows, count] = await pageOfRows(
    query,
    found,
    found.select(columns).orderBy('account.name'),
  );
  const results = rows.map((row) => shown(request.context.origin, row));
  return { status: 200, body: pageAnswer(request, query, { count, results }) };
}

async function set(
  services: HubServices,
  request: HubRequest,
  asked: Pick<SetCollaborator, 'user' | 'permission' | 'expects'>,
): Promise<Collaborator> {
  const changed = acceptedFor(
    await services.database.run(setCollaborator, {
      origin: changeOrigin(services, request),
      path: pathName(request),
      ...asked,
    }),
  );
  forget(services, changed);
  const row = await collaborators(services, changed.repository)
    .select(columns)
    .where('account.id', '=', changed.account)
    .executeTakeFirst();
  if (!row) throw unknownRepository();
  return shown(request.context.origin, row);
}

async function listOwn(services: HubServices, request: HubRequest): Promise<HubReply> {
  const query = pageQuery(request);
  const found = services.database.query
    .selectFrom('hub_collaborators as shared')
    .innerJoin('hub_repositories as repository', 'repository.id', 'shared.repository_id')
    .innerJoin('hub_accounts as owner', 'owner.id', 'repository.namespace_id')
    .where('shared.account_id', '=', request.accountId())
    .where('owner.closed_at', 'is', null)
    .where(visibleTo(request.subject) as never);
  const [rows, count] = await pageOfRows(
    query,
    found,
    found
      .select([
        ...(['repository.path', 'repository.description'] as const),
        ...(['repository.visibility', 'shared.permission'] as const),
      ])
      .orderBy('repository.path'),
  );
  const results = rows.map(({ path, description, visibility, permission }): Collaboration => {
    const slash = path.indexOf('/');
    return {
      namespace: path.slice(0, slash),
      name: path.slice(slash + 1),
      description,
      is_private: visibility === 'private',
      permission,
    };
  });
  return { status: 200, body: pageAnswer(request, query, { count, results }) };
}
