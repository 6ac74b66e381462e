import { Badge, Button, Group } from '@mantine/core';
import type { OwnInvite } from '@slipway/api';
import { Building2, Plus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { call } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FormErrors } from '../components/form-errors.tsx';
import { Pagination } from '../components/pagination.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Section } from '../components/section.tsx';
import { PictureOf } from './picture-of.tsx';

const pageSize = 50;

/** Organizations that one belongs to, and invitations that wait. */
export function OrganizationsPart() {
  const [page, setPage] = useState(1);
  const query = useCall(
    'organization.own',
    { query: { page, page_size: pageSize } },
    { keepPrevious: true },
  );
  const create = (
    <Button
      component={Link}
      href={links.newOrganization}
      size="xs"
      leftSection={<Plus size={14} />}
    >
      New organization
    </Button>
  );
  return (
    <>
      <WaitingInvites />
      <Section
        title="Organizations"
        lead="Namespaces that several people share, with teams and roles."
        actions={create}
      >
        <QueryView query={query}>
          {({ results, count }) =>
            count === 0 ? (
              <EmptyState icon={<Building2 size={28} />} title="You belong to no organization">
                Create one to share repositories with others under one name.
              </EmptyState>
            ) : (
              <>
                <ul className="sw-rows" aria-label="Organizations">
                  {results.map((each) => (
                    <li key={each.orgname}>
                      <PictureOf name={each.orgname} url={each.gravatar_url} size={36} />
                      <div className="sw-rows-main">
                        <div className="sw-rows-title">
                          <Link href={links.namespace(each.orgname)}>{each.orgname}</Link>
                          <Badge className="sw-badge">{each.role}</Badge>
                        </div>
                        {each.full_name && <div className="sw-rows-detail">{each.full_name}</div>}
                      </div>
                      <Group gap="xs">
                        <Button
                          component={Link}
                          href={links.organization(each.orgname)}
                          variant="default"
                          size="xs"
                        >
                          {each.role === 'owner' ? 'Manage' : 'Look'}
                        </Button>
                        <Leave organization={each.orgname} />
                      </Group>
                    </li>
                  ))}
                </ul>
                <Pagination
                  page={page}
                  pageSize={pageSize}
                  count={count}
                  onChange={setPage}
                  label="organizations"
                />
              </>
            )
          }
        </QueryView>
      </Section>
    </>
  );
}

function Leave({ organization }: { organization: string }) {
  const [isLeaving, setLeaving] = useState(false);
  const { user } = useSession();
  const leave = useChange(
    () =>
      call('organization.remove-member', {
        params: { org: organization, username: user?.username ?? '' },
      }),
    { refresh: ['organization'], done: `You left ${organization}` },
  );
  return (
    <>
      <Button variant="subtle" size="xs" onClick={() => setLeaving(true)}>
        Leave
      </Button>
      <ConfirmDialog
        opened={isLeaving}
        onClose={() => setLeaving(false)}
        title={`Leave ${organization}`}
        confirm="Leave"
        onConfirm={async () => {
          await leave.mutateAsync();
        }}
      >
        You lose what its teams give you. An owner can invite you again.
      </ConfirmDialog>
    </>
  );
}

function WaitingInvites() {
  const { data } = useCall('invite.own', { query: { page_size: 50 } });
  if (!data || data.count === 0) return null;
  return (
    <Section title="Invitations to you">
      <ul className="sw-rows" aria-label="Invitations">
        {data.results.map((invite) => (
          <InviteRow key={invite.id} invite={invite} />
        ))}
      </ul>
    </Section>
  );
}

function InviteRow({ invite }: { invite: OwnInvite }) {
  const params = { id: invite.id };
  const refresh = ['invite', 'organization'];
  const accept = useChange(() => call('invite.accept', { params }), {
    refresh,
    done: `You belong to ${invite.org} now`,
  });
  const decline = useChange(() => call('invite.decline', { params }), {
    refresh,
    done: 'Invitation declined',
  });
  return (
    <li>
      <div className="sw-rows-main">
        <div className="sw-rows-title">
          {invite.org} <Badge className="sw-badge">{invite.role}</Badge>
        </div>
        <div className="sw-rows-detail">
          From {invite.inviter_username}
          {invite.team !== '' && `, into the team ${invite.team}`} · ends{' '}
          <RelativeTime at={invite.expires_at} />
        </div>
        <FormErrors error={accept.error ?? decline.error} />
      </div>
      <Group gap="xs">
        <Button size="xs" onClick={() => accept.mutate()} loading={accept.isPending}>
          Accept
        </Button>
        <Button
          size="xs"
          variant="default"
          onClick={() => decline.mutate()}
          loading={decline.isPending}
        >
          Decline
        </Button>
      </Group>
    </li>
  );
}
