import { Autocomplete, Button, Group, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { RepositoryPermissionName, Team, TeamRepository } from '@slipway/api';
import { Package } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { call } from '../api/client.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { VisibilityBadge } from '../components/badges.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FormErrors } from '../components/form-errors.tsx';
import { Pagination } from '../components/pagination.tsx';
import { QueryView } from '../components/query-view.tsx';
import { Section } from '../components/section.tsx';
import { toastFailure } from '../components/toast.ts';
import { permissionChoices } from './roles.ts';

const pageSize = 25;

/** What a team may do with which repositories. */
export function TeamRepositories({
  orgname,
  team,
  isOwner,
}: {
  orgname: string;
  team: Team;
  isOwner: boolean;
}) {
  const [page, setPage] = useState(1);
  const query = useCall(
    'team.repositories',
    {
      params: { org: orgname, group_name: team.name },
      query: { page, page_size: pageSize },
    },
    { keepPrevious: true },
  );
  return (
    <Section title="Repositories" lead="Public ones everybody may pull; here is what goes beyond.">
      {isOwner && <AddRepository orgname={orgname} team={team} />}
      <QueryView query={query}>
        {({ results, count }) =>
          count === 0 ? (
            <EmptyState icon={<Package size={28} />} title="No repository yet">
              {isOwner
                ? 'Give the team one above.'
                : 'An owner, or who administers a repository, can give it to the team.'}
            </EmptyState>
          ) : (
            <>
              <ul className="sw-rows" aria-label={`Repositories of ${team.name}`}>
                {results.map((repository) => (
                  <Row
                    key={`${repository.namespace}/${repository.name}`}
                    {...{ team, repository, isOwner }}
                  />
                ))}
              </ul>
              <Pagination
                page={page}
                pageSize={pageSize}
                count={count}
                onChange={setPage}
                label="repositories"
              />
            </>
          )
        }
      </QueryView>
    </Section>
  );
}

function Row({
  team,
  repository,
  isOwner,
}: {
  team: Team;
  repository: TeamRepository;
  isOwner: boolean;
}) {
  const name = `${repository.namespace}/${repository.name}`;
  const params = {
    namespace: repository.namespace,
    repository: repository.name,
    group_id: String(team.id),
  };
  const refresh = ['team', 'repository-team'];
  const change = useChange(
    (permission: RepositoryPermissionName) =>
      call('repository-team.update', { params, body: { permission } }),
    { refresh, done: `${team.name}’s permission for ${name} is changed` },
  );
  const remove = useChange(() => call('repository-team.remove', { params }), {
    refresh,
    done: `${team.name} has no permission for ${name} any more`,
  });
  return (
    <li>
      <span className="sw-rows-main">
        <Link href={links.repository(repository)}>{name}</Link>{' '}
        <VisibilityBadge isPrivate={repository.is_private} />
      </span>
      {isOwner ? (
        <Group gap="xs">
          <Select
            size="xs"
            aria-label={`Permission for ${name}`}
            allowDeselect={false}
            data={permissionChoices}
            value={repository.permission}
            disabled={change.isPending}
            onChange={(value) =>
              change.mutate(value as RepositoryPermissionName, { onError: toastFailure })
            }
          />
          <Button
            size="xs"
            variant="subtle"
            aria-label={`Take ${name} from the team`}
            onClick={() => remove.mutate(undefined, { onError: toastFailure })}
          >
            Take away
          </Button>
        </Group>
      ) : (
        repository.permission
      )}
    </li>
  );
}

function AddRepository({ orgname, team }: { orgname: string; team: Team }) {
  const [name, setName] = useState('');
  const [permission, setPermission] = useState<RepositoryPermissionName>('write');
  const [search] = useDebouncedValue(name.trim(), 200);
  const found = useCall(
    'repository.list',
    { params: { namespace: orgname }, query: { name: search || undefined, page_size: 10 } },
    { keepPrevious: true },
  );
  const add = useChange(
    () =>
      call('repository-team.add', {
        params: { namespace: orgname, repository: name.trim() },
        body: { group_id: team.id, permission },
      }),
    {
      refresh: ['team', 'repository-team'],
      done: `The team has ${orgname}/${name.trim()} now`,
      onDone: () => setName(''),
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit} className="sw-add">
      <Group align="flex-end" gap="xs">
        <Autocomplete
          label="Give it a repository"
          placeholder={`Name in ${orgname}`}
          data={found.data?.results.map((each) => each.name) ?? []}
          value={name}
          onChange={setName}
          flex={1}
          maw={300}
        />
        <Select
          aria-label="Permission"
          allowDeselect={false}
          data={permissionChoices}
          value={permission}
          onChange={(value) => setPermission(value as RepositoryPermissionName)}
        />
        <Button type="submit" loading={add.isPending} disabled={name.trim() === ''}>
          Add
        </Button>
      </Group>
      <FormErrors error={add.error} />
    </form>
  );
}
