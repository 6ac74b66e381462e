import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { OrganizationRole } from '@slipway/api';
import { Download, MailPlus, Search, Users } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { PictureOf } from '../account/picture-of.tsx';
import { type AnswerOf, call } from '../api/client.ts';
import { apiUrl } from '../api/http.ts';
import { useSession } from '../api/session.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { type Column, DataTable } from '../components/data-table.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Pagination } from '../components/pagination.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Section } from '../components/section.tsx';
import { toastFailure } from '../components/toast.ts';
import type { OrganizationPartProps } from './organization-part.ts';
import { roleChoices, roleOf } from './roles.ts';

type OrganizationMember = AnswerOf<'organization.members'>['results'][number];

const pageSize = 25;

/** Who belongs to an organization. */
export function MembersPart({ organization, isOwner }: OrganizationPartProps) {
  const { orgname } = organization;
  const [page, setPage] = useState(1);
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 200);
  const [role, setRole] = useState<string | null>(null);
  const [leaving, setLeaving] = useState<OrganizationMember>();
  const query = useCall(
    'organization.members',
    {
      params: { org: orgname },
      query: {
        page,
        page_size: pageSize,
        search: search || undefined,
        role: (role ?? undefined) as OrganizationRole | undefined,
      },
    },
    { keepPrevious: true },
  );
  const remove = useChange(
    (username: string) =>
      call('organization.remove-member', { params: { org: orgname, username } }),
    {
      refresh: ['organization', 'team'],
      done: (_, username) => `${username} is no longer a member`,
    },
  );
  return (
    <Section
      title="Members"
      lead="Owners look after everything; editors make and change repositories; members have what their teams give them."
      actions={
        isOwner && (
          <>
            <Button
              component="a"
              href={apiUrl(`/v2/orgs/${encodeURIComponent(orgname)}/members/export`)}
              target="_self"
              download={`${orgname}-members.csv`}
              size="xs"
              variant="default"
              leftSection={<Download size={14} />}
            >
              Export CSV
            </Button>
            <Button
              component={Link}
              href={links.organization(orgname, 'invites')}
              size="xs"
              leftSection={<MailPlus size={14} />}
            >
              Invite
            </Button>
          </>
        )
      }
    >
      <div className="sw-filters">
        <TextInput
          type="search"
          aria-label="Search members"
          placeholder="Name or e-mail"
          leftSection={<Search size={16} />}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setPage(1);
          }}
        />
        <Select
          aria-label="Role"
          placeholder="Every role"
          clearable
          data={roleChoices}
          value={role}
          onChange={(value) => {
            setRole(value);
            setPage(1);
          }}
        />
      </div>
      <QueryView query={query}>
        {({ results, count }) =>
          count === 0 ? (
            <EmptyState icon={<Users size={28} />} title="Nobody fits">
              Search for another name, or for every role.
            </EmptyState>
          ) : (
            <>
              <DataTable
                label="members"
                columns={columns({ orgname, isOwner, onLeave: setLeaving })}
                rows={results}
                rowKey={({ username }) => username}
              />
              <Pagination
                page={page}
                pageSize={pageSize}
                count={count}
                onChange={setPage}
                label="members"
              />
            </>
          )
        }
      </QueryView>
      <ConfirmDialog
        opened={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        title={`Remove ${leaving?.username}`}
        confirm="Remove"
        onConfirm={async () => {
          if (leaving) await remove.mutateAsync(leaving.username);
        }}
      >
        {leaving?.username} loses what the teams of {orgname} give, and leaves them.
      </ConfirmDialog>
    </Section>
  );
}

function columns({
  orgname,
  isOwner,
  onLeave,
}: {
  orgname: string;
  isOwner: boolean;
  onLeave: (member: OrganizationMember) => void;
}): Column<OrganizationMember>[] {
  return [
    {
      key: 'name',
      header: 'Member',
      cell: (member) => (
        <span className="sw-person">
          <PictureOf name={member.username} url={member.gravatar_url} size={28} />
          <span className="sw-break">
            <Link href={links.namespace(member.username)}>{member.username}</Link>
            {member.full_name && <span className="sw-quiet"> {member.full_name}</span>}
          </span>
        </span>
      ),
    },
    {
      key: 'teams',
      header: 'Teams',
      cell: ({ groups }) => <span className="sw-break">{groups.join(', ') || '–'}</span>,
      hideOnPhone: true,
    },
    {
      key: 'since',
      header: 'Since',
      cell: ({ date_joined }) => <RelativeTime at={date_joined} />,
    },
    {
      key: 'role',
      header: 'Role',
      width: 150,
      cell: (member) => (isOwner ? <RoleSelect orgname={orgname} member={member} /> : member.role),
    },
    ...(isOwner
      ? [
          {
            key: 'remove',
            header: '',
            align: 'right' as const,
            cell: (member: OrganizationMember) => (
              <Button
                size="xs"
                variant="subtle"
                aria-label={`Remove ${member.username}`}
                onClick={() => onLeave(member)}
              >
                Remove
              </Button>
            ),
          },
        ]
      : []),
  ];
}

function RoleSelect({ orgname, member }: { orgname: string; member: OrganizationMember }) {
  const { user } = useSession();
  const change = useChange(
    (role: OrganizationRole) =>
      call('organization.update-member', {
        params: { org: orgname, username: member.username },
        body: { role },
      }),
    {
      refresh: ['organization', ...(user?.username === member.username ? ['namespace'] : [])],
      done: `${member.username}’s role is changed`,
    },
  );
  return (
    <Select
      size="xs"
      aria-label={`Role of ${member.username}`}
      allowDeselect={false}
      data={roleChoices}
      value={roleOf(member.role)}
      disabled={change.isPending}
      onChange={(value) => change.mutate(value as OrganizationRole, { onError: toastFailure })}
    />
  );
}
