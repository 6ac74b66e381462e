import { Autocomplete, Button, Group } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Team } from '@slipway/api';
import { Users } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { PictureOf } from '../account/picture-of.tsx';
import { call } from '../api/client.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { FormErrors } from '../components/form-errors.tsx';
import { Pagination } from '../components/pagination.tsx';
import { QueryView } from '../components/query-view.tsx';
import { Section } from '../components/section.tsx';
import { toastFailure } from '../components/toast.ts';

const pageSize = 25;

/** Who is in a team. */
export function TeamMembers({
  orgname,
  team,
  isOwner,
}: {
  orgname: string;
  team: Team;
  isOwner: boolean;
}) {
  const params = { org: orgname, group_name: team.name };
  const [page, setPage] = useState(1);
  const query = useCall(
    'team.members',
    { params, query: { page, page_size: pageSize } },
    { keepPrevious: true },
  );
  const remove = useChange(
    (username: string) => call('team.remove-member', { params: { ...params, username } }),
    { refresh: ['team', 'organization'], done: (_, name) => `${name} left the team` },
  );
  return (
    <Section title={team.name} lead={team.description || 'Members of this team.'}>
      {isOwner && <AddMember params={params} />}
      <QueryView query={query}>
        {({ results, count }) =>
          count === 0 ? (
            <EmptyState icon={<Users size={28} />} title="Nobody is in this team yet">
              {isOwner ? 'Add members of the organization above.' : 'An owner can add members.'}
            </EmptyState>
          ) : (
            <>
              <ul className="sw-rows" aria-label={`Members of ${team.name}`}>
                {results.map((member) => (
                  <li key={member.username}>
                    <PictureOf name={member.username} url={member.gravatar_url} size={28} />
                    <span className="sw-rows-main">
                      <Link href={links.namespace(member.username)}>{member.username}</Link>{' '}
                      <span className="sw-quiet">{member.full_name}</span>
                    </span>
                    {isOwner && (
                      <Button
                        size="xs"
                        variant="subtle"
                        aria-label={`Take ${member.username} out of the team`}
                        onClick={() => remove.mutate(member.username, { onError: toastFailure })}
                      >
                        Take out
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
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
    </Section>
  );
}

function AddMember({ params }: { params: { org: string; group_name: string } }) {
  const [name, setName] = useState('');
  const [search] = useDebouncedValue(name.trim(), 200);
  const found = useCall(
    'organization.members',
    { params: { org: params.org }, query: { search: search || undefined, page_size: 10 } },
    { keepPrevious: true },
  );
  const add = useChange(() => call('team.add-member', { params, body: { member: name.trim() } }), {
    refresh: ['team', 'organization'],
    done: `${name.trim()} is in the team`,
    onDone: () => setName(''),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit} className="sw-add">
      <Group align="flex-end" gap="xs">
        <Autocomplete
          label="Add a member"
          placeholder="User name"
          data={found.data?.results.map(({ username }) => username) ?? []}
          value={name}
          onChange={setName}
          flex={1}
          maw={360}
        />
        <Button type="submit" loading={add.isPending} disabled={name.trim() === ''}>
          Add
        </Button>
      </Group>
      <FormErrors error={add.error} />
    </form>
  );
}
