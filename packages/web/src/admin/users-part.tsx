import { Badge, Button, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { UserEntry } from '@slipway/api';
import { Plus, Search, Users } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { PictureOf } from '../account/picture-of.tsx';
import { useCall } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { type Column, DataTable } from '../components/data-table.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Pagination } from '../components/pagination.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Section } from '../components/section.tsx';
import { CreateUser } from './create-user.tsx';
import { UserActions } from './user-actions.tsx';

const pageSize = 25;

const filters = [
  { value: 'all', label: 'Everybody' },
  { value: 'open', label: 'Open accounts' },
  { value: 'closed', label: 'Closed accounts' },
  { value: 'administrators', label: 'Administrators' },
  { value: 'unverified', label: 'Address not confirmed' },
] as const;

type Filter = (typeof filters)[number]['value'];

/** Who has an account. */
export function UsersPart() {
  const [page, setPage] = useState(1);
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 250);
  const [filter, setFilter] = useState<Filter>('all');
  const [isCreating, setCreating] = useState(false);
  const query = useCall(
    'user.list',
    { query: { page, page_size: pageSize, search: search || undefined, filter } },
    { keepPrevious: true },
  );
  return (
    <Section
      title="Users"
      actions={
        !isCreating && (
          <Button size="xs" leftSection={<Plus size={14} />} onClick={() => setCreating(true)}>
            New user
          </Button>
        )
      }
    >
      {isCreating && <CreateUser onClose={() => setCreating(false)} />}
      <div className="sw-filters">
        <TextInput
          type="search"
          aria-label="Search users"
          placeholder="Name or e-mail"
          leftSection={<Search size={16} />}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setPage(1);
          }}
        />
        <Select
          aria-label="Which users"
          allowDeselect={false}
          data={[...filters]}
          value={filter}
          onChange={(value) => {
            setFilter(value as Filter);
            setPage(1);
          }}
        />
      </div>
      <QueryView query={query}>
        {({ results, count }) =>
          count === 0 ? (
            <EmptyState icon={<Users size={28} />} title="Nobody fits">
              Search for another name, or for everybody.
            </EmptyState>
          ) : (
            <>
              <DataTable
                label="users"
                columns={columns}
                rows={results}
                rowKey={({ username }) => username}
              />
              <Pagination
                page={page}
                pageSize={pageSize}
                count={count}
                onChange={setPage}
                label="users"
              />
            </>
          )
        }
      </QueryView>
    </Section>
  );
}

const columns: readonly Column<UserEntry>[] = [
  {
    key: 'name',
    header: 'User',
    cell: (user) => (
      <span className="sw-person">
        <PictureOf name={user.username} url={user.gravatar_url} size={28} />
        <span className="sw-break">
          <Link href={links.namespace(user.username)}>{user.username}</Link>
          {user.full_name && <span className="sw-quiet"> {user.full_name}</span>}
          <span className="sw-badges">
            {user.is_admin && <Badge className="sw-badge sw-badge-trust">Administrator</Badge>}
            {!user.is_active && <Badge className="sw-badge">Closed</Badge>}
            {user.two_factor && <Badge className="sw-badge">Two-factor</Badge>}
          </span>
        </span>
      </span>
    ),
  },
  {
    key: 'email',
    header: 'E-mail',
    cell: ({ email, email_verified }) =>
      email === null ? (
        <span className="sw-quiet">–</span>
      ) : (
        <span className="sw-break">
          {email}
          {!email_verified && <span className="sw-quiet"> (not confirmed)</span>}
        </span>
      ),
  },
  {
    key: 'repositories',
    header: 'Repositories',
    align: 'right',
    cell: ({ repository_count }) => repository_count.toLocaleString('en'),
    hideOnPhone: true,
  },
  {
    key: 'seen',
    header: 'Last here',
    cell: ({ last_seen_at }) => <RelativeTime at={last_seen_at} absent="long ago" />,
  },
  { key: 'actions', header: '', align: 'right', cell: (user) => <UserActions user={user} /> },
];
