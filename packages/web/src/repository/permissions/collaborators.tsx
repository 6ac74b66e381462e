import { Button, Group, Text, TextInput } from '@mantine/core';
import type { Collaborator } from '@slipway/api';
import { UserPlus, Users } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { call } from '../../api/client.ts';
import { useCall, useChange } from '../../api/use-call.ts';
import { links } from '../../app/links.ts';
import { Avatar } from '../../components/avatar.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FormErrors, fieldError } from '../../components/form-errors.tsx';
import { Pagination } from '../../components/pagination.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { toastFailure } from '../../components/toast.ts';
import { useRepository } from '../repository-context.ts';
import { type Permission, PermissionSelect } from './permission-select.tsx';

const pageSize = 50;

/** With whom a personal repository is shared. */
export function Collaborators() {
  const { namespace, name: repository } = useRepository();
  const [page, setPage] = useState(1);
  const [removing, setRemoving] = useState<string>();
  const of = { namespace, repository };
  const query = useCall('collaborator.list', { params: of, query: { page, page_size: pageSize } });
  const refresh = ['collaborator', 'repository'];
  const update = useChange(
    ({ user, permission }: { user: string; permission: Permission }) =>
      call('collaborator.update', { params: { ...of, username: user }, body: { permission } }),
    { refresh, done: 'Saved' },
  );
  return (
    <section aria-label="Collaborators">
      <AddCollaborator />
      <QueryView query={query}>
        {({ results, count }) =>
          count === 0 ? (
            <EmptyState icon={<Users size={32} />} title="Shared with nobody">
              Name an account above: it may then pull, push or administer this repository.
            </EmptyState>
          ) : (
            <>
              <DataTable<Collaborator>
                label="collaborators"
                rows={results as Collaborator[]}
                rowKey={(row) => row.user}
                columns={[
                  {
                    key: 'user',
                    header: 'Account',
                    cell: (row) => (
                      <Link href={links.namespace(row.user)} className="sw-with-icon">
                        <Avatar name={row.user} size={28} /> {row.user}
                        {row.full_name && <span className="sw-quiet">{row.full_name}</span>}
                      </Link>
                    ),
                  },
                  {
                    key: 'permission',
                    header: 'May',
                    cell: (row) => (
                      <PermissionSelect
                        label={`What ${row.user} may do`}
                        value={row.permission}
                        onChange={(permission) =>
                          update.mutate({ user: row.user, permission }, { onError: toastFailure })
                        }
                      />
                    ),
                  },
                  {
                    key: 'since',
                    header: 'Since',
                    cell: (row) => <RelativeTime at={row.created_at} />,
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
                        aria-label={`Remove ${row.user}`}
                        onClick={() => setRemoving(row.user)}
                      >
                        Remove
                      </Button>
                    ),
                  },
                ]}
              />
              <Pagination
                page={page}
                pageSize={pageSize}
                count={count}
                label="collaborators"
                onChange={setPage}
              />
            </>
          )
        }
      </QueryView>
      <RemoveCollaborator user={removing} onClose={() => setRemoving(undefined)} />
    </section>
  );
}

function AddCollaborator() {
  const { namespace, name: repository } = useRepository();
  const [user, setUser] = useState('');
  const [permission, setPermission] = useState<Permission>('write');
  const add = useChange(
    () =>
      call('collaborator.add', {
        params: { namespace, repository },
        body: { user, permission },
      }),
    {
      refresh: ['collaborator', 'repository'],
      done: () => `Shared with ${user}`,
      onDone: () => setUser(''),
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit} className="sw-gap-below">
      <Group align="flex-start" gap="xs">
        <TextInput
          aria-label="Account to share with"
          placeholder="Account"
          value={user}
          onChange={(event) => setUser(event.currentTarget.value.trim().toLowerCase())}
          error={fieldError(add.error, 'user')}
          autoComplete="off"
          spellCheck={false}
          flex="1 1 200px"
          maw={320}
        />
        <PermissionSelect label="What they may do" value={permission} onChange={setPermission} />
        <Button
          type="submit"
          leftSection={<UserPlus size={16} />}
          loading={add.isPending}
          disabled={user === ''}
        >
          Share
        </Button>
      </Group>
      <FormErrors error={add.error} shown={['user']} />
    </form>
  );
}

function RemoveCollaborator({ user, onClose }: { user: string | undefined; onClose: () => void }) {
  const { namespace, name: repository } = useRepository();
  const remove = useChange(
    () => call('collaborator.remove', { params: { namespace, repository, username: user ?? '' } }),
    { refresh: ['collaborator', 'repository'], done: 'Removed' },
  );
  return (
    <ConfirmDialog
      opened={user !== undefined}
      onClose={onClose}
      title="Stop sharing?"
      confirm="Remove"
      onConfirm={async () => {
        await remove.mutateAsync();
      }}
    >
      <Text>
        <strong>{user}</strong> can no longer push to this repository
        {' and, while it is private, no longer sees it.'}
      </Text>
    </ConfirmDialog>
  );
}
