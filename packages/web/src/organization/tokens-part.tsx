import { Button, Menu } from '@mantine/core';
import type { OrganizationToken } from '@slipway/api';
import { KeyRound, Plus, Power, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { TokenStateBadge } from '../account/token-badges.tsx';
import { call } from '../api/client.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { MoreButton } from '../components/more-button.tsx';
import { Pagination } from '../components/pagination.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Section } from '../components/section.tsx';
import { toastFailure } from '../components/toast.ts';
import { CreateOrganizationToken } from './create-organization-token.tsx';
import type { OrganizationPartProps } from './organization-part.ts';
import { reachWords } from './token-reach.ts';

const pageSize = 20;

/** Tokens that speak for an organization. */
export function TokensPart({ organization }: OrganizationPartProps) {
  const { orgname } = organization;
  const [page, setPage] = useState(1);
  const [isCreating, setCreating] = useState(false);
  const query = useCall(
    'organization-token.list',
    { params: { org: orgname }, query: { page, page_size: pageSize } },
    { keepPrevious: true },
  );
  return (
    <Section
      title="Organization access tokens"
      lead="For builds and machines that belong to nobody: they stay when people leave, and reach chosen repositories alone."
      actions={
        !isCreating && (
          <Button size="xs" leftSection={<Plus size={14} />} onClick={() => setCreating(true)}>
            New token
          </Button>
        )
      }
    >
      {isCreating && (
        <CreateOrganizationToken orgname={orgname} onClose={() => setCreating(false)} />
      )}
      <QueryView query={query}>
        {({ results, total }) =>
          total === 0 ? (
            !isCreating && (
              <EmptyState icon={<KeyRound size={28} />} title="No token yet">
                Make one for each build that pushes or pulls for {orgname}.
              </EmptyState>
            )
          ) : (
            <>
              <ul className="sw-rows" aria-label="Access tokens">
                {results.map((token) => (
                  <TokenRow key={token.id} orgname={orgname} token={token} />
                ))}
              </ul>
              <Pagination
                page={page}
                pageSize={pageSize}
                count={total}
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

function TokenRow({ orgname, token }: { orgname: string; token: OrganizationToken }) {
  const [isDeleting, setDeleting] = useState(false);
  const params = { org: orgname, access_token_id: token.id };
  const detail = useCall('organization-token.read', { params });
  const refresh = ['organization-token'];
  const activate = useChange(
    () => call('organization-token.update', { params, body: { is_active: !token.is_active } }),
    { refresh, done: token.is_active ? 'Token deactivated' : 'Token activated' },
  );
  const remove = useChange(() => call('organization-token.delete', { params }), {
    refresh,
    done: 'Token deleted',
  });
  return (
    <li>
      <div className="sw-rows-main">
        <div className="sw-rows-title">
          {token.label}
          <TokenStateBadge token={token} />
        </div>
        {token.description && <div className="sw-rows-detail">{token.description}</div>}
        <div className="sw-rows-detail">
          {detail.data ? reachWords(detail.data.resources) : '…'}
        </div>
        <div className="sw-rows-detail">
          Made by {token.created_by} <RelativeTime at={token.created_at} /> · last used{' '}
          <RelativeTime at={token.last_used_at} /> · ends <RelativeTime at={token.expires_at} />
        </div>
      </div>
      <Menu position="bottom-end">
        <Menu.Target>
          <MoreButton label={`Actions for the token ${token.label}`} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<Power size={14} />}
            onClick={() => activate.mutate(undefined, { onError: toastFailure })}
          >
            {token.is_active ? 'Deactivate' : 'Activate'}
          </Menu.Item>
          <Menu.Item leftSection={<Trash2 size={14} />} onClick={() => setDeleting(true)}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        opened={isDeleting}
        onClose={() => setDeleting(false)}
        title={`Delete ${token.label}`}
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
