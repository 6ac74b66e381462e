import { Button, Group, Select, Text } from '@mantine/core';
import type { RepositoryTeam } from '@slipway/api';
import { Plus, Users } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { call } from '../../api/client.ts';
import { useCall, useChange } from '../../api/use-call.ts';
import { links } from '../../app/links.ts';
import { DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FormErrors } from '../../components/form-errors.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { toastFailure } from '../../components/toast.ts';
import { useRepository } from '../repository-context.ts';
import { type Permission, PermissionSelect } from './permission-select.tsx';

/** Which teams of the organization may do what. Its owners and editors need none. */
export function RepositoryTeams() {
  const { namespace, name: repository } = useRepository();
  const of = { namespace, repository };
  const query = useCall('repository-team.list', { params: of, query: { page_size: 100 } });
  const refresh = ['repository-team', 'team'];
  const update = useChange(
    ({ team, permission }: { team: number; permission: Permission }) =>
      call('repository-team.update', {
        params: { ...of, group_id: String(team) },
        body: { permission },
      }),
    { refresh, done: 'Saved' },
  );
  const remove = useChange(
    (team: number) => call('repository-team.remove', { params: { ...of, group_id: String(team) } }),
    { refresh, done: 'Taken away' },
  );
  return (
    <section aria-label="Teams">
      <Text c="dimmed" mb="md" maw="72ch">
        Owners and editors of {namespace} may do everything here, members what their teams may.
      </Text>
      <AddTeam given={query.data?.results.map((row) => row.group_id) ?? []} />
      <QueryView query={query}>
        {({ results }) =>
          results.length === 0 ? (
            <EmptyState
              icon={<Users size={32} />}
              title="No team has a permission here"
              action={
                <Button
                  component={Link}
                  href={links.organization(namespace, 'teams')}
                  variant="default"
                >
                  Teams of {namespace}
                </Button>
              }
            />
          ) : (
            <DataTable<RepositoryTeam>
              label="teams"
              rows={results as RepositoryTeam[]}
              rowKey={(row) => String(row.group_id)}
              columns={[
                {
                  key: 'team',
                  header: 'Team',
                  cell: (row) => (
                    <Link href={links.organization(namespace, `teams/${row.group_name}`)}>
                      {row.group_name}
                    </Link>
                  ),
                },
                {
                  key: 'permission',
                  header: 'May',
                  cell: (row) => (
                    <PermissionSelect
                      label={`What ${row.group_name} may do`}
                      value={row.permission}
                      onChange={(permission) =>
                        update.mutate({ team: row.group_id, permission }, { onError: toastFailure })
                      }
                    />
                  ),
                },
                {
                  key: 'remove',
                  header: '',
                  align: 'right',
                  cell: (row) => (
                    <Button
                      variant="subtle"
                      size="xs"
                      className="sw-danger-button"
                      aria-label={`Take away the permission of ${row.group_name}`}
                      onClick={() => remove.mutate(row.group_id, { onError: toastFailure })}
                    >
                      Remove
                    </Button>
                  ),
                },
              ]}
            />
          )
        }
      </QueryView>
    </section>
  );
}

function AddTeam({ given }: { given: readonly number[] }) {
  const { namespace, name: repository } = useRepository();
  const [team, setTeam] = useState<string | null>(null);
  const [permission, setPermission] = useState<Permission>('read');
  const teams = useCall('team.list', { params: { org: namespace }, query: { page_size: 100 } });
  const add = useChange(
    () =>
      call('repository-team.add', {
        params: { namespace, repository },
        body: { group_id: Number(team), permission },
      }),
    { refresh: ['repository-team', 'team'], done: 'Given', onDone: () => setTeam(null) },
  );
  const options = (teams.data?.results ?? [])
    .filter(({ id }) => !given.includes(id))
    .map(({ id, name }) => ({ value: String(id), label: name }));
  return (
    <form
      className="sw-gap-below"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Group align="flex-start" gap="xs">
        <Select
          aria-label="Team"
          placeholder={options.length === 0 ? 'No further team' : 'Team'}
          data={options}
          value={team}
          onChange={setTeam}
          searchable
          disabled={options.length === 0}
          w={220}
        />
        <PermissionSelect label="What it may do" value={permission} onChange={setPermission} />
        <Button
          type="submit"
          leftSection={<Plus size={16} />}
          loading={add.isPending}
          disabled={team === null}
        >
          Give
        </Button>
      </Group>
      <FormErrors error={add.error} />
    </form>
  );
}
