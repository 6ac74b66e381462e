import { Button, Group, Stack, TextInput } from '@mantine/core';
import type { Team } from '@slipway/api';
import { ArrowLeft } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { call } from '../api/client.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { QueryView } from '../components/query-view.tsx';
import { Section } from '../components/section.tsx';
import type { OrganizationPartProps } from './organization-part.ts';
import { TeamMembers } from './team-members.tsx';
import { TeamRepositories } from './team-repositories.tsx';

/** One team: its members, its repositories, its name. */
export function TeamDetail({
  organization,
  isOwner,
  team: name,
}: OrganizationPartProps & { team: string }) {
  const { orgname } = organization;
  const query = useCall('team.read', { params: { org: orgname, group_name: name } });
  return (
    <>
      <Link href={links.organization(orgname, 'teams')} className="sw-back">
        <ArrowLeft size={16} aria-hidden /> All teams
      </Link>
      <QueryView query={query}>
        {(team) => (
          <>
            <TeamMembers orgname={orgname} team={team} isOwner={isOwner} />
            <TeamRepositories orgname={orgname} team={team} isOwner={isOwner} />
            {isOwner && <TeamSettings key={team.name} orgname={orgname} team={team} />}
          </>
        )}
      </QueryView>
    </>
  );
}

function TeamSettings({ orgname, team }: { orgname: string; team: Team }) {
  const params = { org: orgname, group_name: team.name };
  const [name, setName] = useState(team.name);
  const [description, setDescription] = useState(team.description);
  const [isDeleting, setDeleting] = useState(false);
  const [, navigate] = useLocation();
  const save = useChange(() => call('team.update', { params, body: { name, description } }), {
    refresh: ['team'],
    done: 'Team saved',
    onDone: (saved) => navigate(links.team(orgname, saved.name), { replace: true }),
  });
  const remove = async () => {
    await call('team.delete', { params });
    navigate(links.organization(orgname, 'teams'));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Section title="Name of the team">
      <form onSubmit={submit}>
        <Stack gap="md" maw={480}>
          <TextInput
            label="Name"
            maxLength={60}
            required
            withAsterisk={false}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fieldError(save.error, 'name')}
          />
          <TextInput
            label="Description"
            maxLength={300}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            error={fieldError(save.error, 'description')}
          />
          <FormErrors error={save.error} shown={['name', 'description']} />
          <Group gap="xs">
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
            <Button variant="default" onClick={() => setDeleting(true)}>
              Delete the team
            </Button>
          </Group>
        </Stack>
      </form>
      <ConfirmDialog
        opened={isDeleting}
        onClose={() => setDeleting(false)}
        title={`Delete the team ${team.name}`}
        confirm="Delete the team"
        onConfirm={remove}
      >
        Its members stay in the organization and lose what the team gave them.
      </ConfirmDialog>
    </Section>
  );
}
