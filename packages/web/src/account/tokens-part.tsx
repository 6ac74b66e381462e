import { Badge, Button, Group, Menu } from '@mantine/core';
import { KeyRound, Pencil, Plus, Power, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type AnswerOf, call } from '../api/client.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { MoreButton } from '../components/more-button.tsx';
import { Pagination } from '../components/pagination.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Section } from '../components/section.tsx';
import { toastFailure } from '../components/toast.ts';
import { CreateToken } from './create-token.tsx';
import { RenameToken } from './rename-token.tsx';
import { TokenStateBadge } from './token-badges.tsx';
import { scopeWords } from './token-scopes.ts';

type AccessToken = AnswerOf<'access-token.read'>;

const pageSize = 20;

/** Personal access tokens: what programs sign in with. */
export function TokensPart() {
  const [page, setPage] = useState(1);
  const [isCreating, setCreating] = useState(false);
  const query = useCall(
    'access-token.list',
    { query: { page, page_size: pageSize } },
    { keepPrevious: true },
  );
  return (
    <Section
      title="Personal access tokens"
      lead={
        <>
          In the password’s place for <code>docker login</code>, scripts and builds: each with its
          own rights, and switched off on its own.
        </>
      }
      actions={
        !isCreating && (
          <Button size="xs" leftSection={<Plus size={14} />} onClick={() => setCreating(true)}>
            New token
          </Button>
        )
      }
    >
      {isCreating && <CreateToken onClose={() => setCreating(false)} />}
      <QueryView query={query}>
        {({ results, count }) =>
          count === 0 ? (
            !isCreating && (
              <EmptyState icon={<KeyRound size={28} />} title="No token yet">
                Make one for each machine or program, so that each can be taken away alone.
              </EmptyState>
            )
          ) : (
            <>
              <ul className="sw-rows" aria-label="Access tokens">
                {results.map((token) => (
                  <TokenRow key={token.uuid} token={token} />
                ))}
              </ul>
              <Pagination
                page={page}
                pageSize={pageSize}
                count={count}
                onChange={setPage}
                label="tokens"
              />
            </>
          )
        }
      </QueryView>
    </Section>
  );
}

function TokenRow({ token }: { token: AccessToken }) {
  const [dialog, setDialog] = useState<'rename' | 'delete'>();
  const params = { uuid: token.uuid };
  const refresh = ['access-token'];
  const activate = useChange(
    () => call('access-token.update', { params, body: { is_active: !token.is_active } }),
    { refresh, done: token.is_active ? 'Token deactivated' : 'Token activated' },
  );
  const remove = useChange(() => call('access-token.delete', { params }), {
    refresh,
    done: 'Token deleted',
  });
  return (
    <li>
      <div className="sw-rows-main">
        <div className="sw-rows-title">
          {token.token_label}
          <TokenStateBadge token={token} />
          {token.generated_by === 'auto' && <Badge className="sw-badge">Made by a client</Badge>}
        </div>
        <div className="sw-rows-detail">
          {scopeWords(token.scopes)}
          {token.repositories && (
            <>
              {' '}
              in {token.repositories.join(', ')}
              {token.public_read && ', and pull what is public'}
            </>
          )}
        </div>
        <div className="sw-rows-detail">
          Made <RelativeTime at={token.created_at} /> · last used{' '}
          <RelativeTime at={token.last_used} /> · ends <RelativeTime at={token.expires_at} />
        </div>
      </div>
      <Group gap="xs">
        <Menu position="bottom-end">
          <Menu.Target>
            <MoreButton label={`Actions for the token ${token.token_label}`} />
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<Pencil size={14} />} onClick={() => setDialog('rename')}>
              Rename
            </Menu.Item>
            <Menu.Item
              leftSection={<Power size={14} />}
              onClick={() => activate.mutate(undefined, { onError: toastFailure })}
            >
              {token.is_active ? 'Deactivate' : 'Activate'}
            </Menu.Item>
            <Menu.Item leftSection={<Trash2 size={14} />} onClick={() => setDialog('delete')}>
              Delete
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      <RenameToken
        token={token}
        opened={dialog === 'rename'}
        onClose={() => setDialog(undefined)}
      />
      <ConfirmDialog
        opened={dialog === 'delete'}
        onClose={() => setDialog(undefined)}
        title={`Delete ${token.token_label}`}
        confirm="Delete the token"
        onConfirm={async () => {
          await remove.mutateAsync();
        }}
      >
        What signs in with it is refused within a second. That cannot be undone; deactivating can.
      </ConfirmDialog>
    </li>
  );
}
