import { Button, Group, Stack, TextInput } from '@mantine/core';
import { Plus, UsersRound } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { call } from '../api/client.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { Pagination } from '../components/pagination.tsx';
import { QueryView } from '../components/query-view.tsx';
import { Section } from '../components/section.tsx';
import type { OrganizationPartProps } from './organization-part.ts';
import { TeamDetail } from './team-detail.tsx';

const pageSize = 25;

/** The teams of an organization, or one of them. */
export function TeamsPart(props: OrganizationPartProps) {
  return props.item === undefined ? (
    <TeamList {...props} />
  ) : (
    <TeamDetail {...props} team={decodeURIComponent(props.item)} />
  );
}

function TeamList({ organization, isOwner }: OrganizationPartProps) {
  const { orgname } = organization;
  const [page, setPage] = useState(1);
  const [isCreating, setCreating] = useState(false);
  const query = useCall(
    'team.list',
    { params: { org: orgname }, query: { page, page_size: pageSize } },
    { keepPrevious: true },
  );
  return (
    <Section
      title="Teams"
      lead="What a team may do with a repository, each of its members may."
      actions={
        isOwner &&
        !isCreating && (
          <Button size="xs" leftSection={<Plus size={14} />} onClick={() => setCreating(true)}>
            New team
          </Button>
        )
      }
    >
      {isCreating && <CreateTeam orgname={orgname} onClose={() => setCreating(false)} />}
      <QueryView query={query}>
        {({ results, count }) =>
          count === 0 ? (
            !isCreating && (
              <EmptyState icon={<UsersRound size={28} />} title="No team yet">
                {isOwner
                  ? 'Make one, put members into it, and give it repositories.'
                  : 'An owner of the organization can make one.'}
              </EmptyState>
            )
          ) : (
            <>
              <ul className="sw-rows" aria-label="Teams">
                {results.map((team) => (
                  <li key={team.id}>
                    <div className="sw-rows-main">
                      <div className="sw-rows-title">
                        <Link href={links.team(orgname, team.name)}>{team.name}</Link>
                      </div>
                      {team.description && <div className="sw-rows-detail">{team.description}</div>}
                    </div>
                    <span className="sw-quiet">
                      {team.member_count === 1 ? 'One member' : `${team.member_count} members`}
                    </span>
                  </li>
                ))}
              </ul>
              <Pagination
                page={page}
                pageSize={pageSize}
                count={count}
                onChange={setPage}
                label="teams"
              />
            </>
          )
        }
      </QueryView>
    </Section>
  );
}

function CreateTeam({ orgname, onClose }: { orgname: string; onClose: () => void }) {
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [, navigate] = useLocation();
  const create = useChange(
    () => call('team.create', { params: { org: orgname }, body: { name, description } }),
    {
      refresh: ['team', 'organization'],
      done: `The team ${name} is there`,
      onDone: (team) => navigate(links.team(orgname, team.name)),
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form className="sw-inset" onSubmit={submit} aria-label="New team">
      <Stack gap="md" maw={480}>
        <TextInput
          label="Name"
          maxLength={60}
          required
          withAsterisk={false}
          autoFocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldError(create.error, 'name')}
        />
        <TextInput
          label="Description"
          maxLength={300}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          error={fieldError(create.error, 'description')}
        />
        <FormErrors error={create.error} shown={['name', 'description']} />
        <Group gap="xs">
          <Button type="submit" loading={create.isPending}>
            Make the team
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
