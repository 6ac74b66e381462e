import { Button, Group, Select, Stack, Textarea } from '@mantine/core';
import type { Invitee, OrganizationRole } from '@slipway/api';
import { type FormEvent, useState } from 'react';
import { call } from '../api/client.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { FormErrors } from '../components/form-errors.tsx';
import { inviteesOf } from './invitees.ts';
import { roleChoices } from './roles.ts';

/** Several people at once: what would happen is shown before it does. */
export function InviteForm({ orgname }: { orgname: string }) {
  const [text, setText] = useState('');
  const [role, setRole] = useState<OrganizationRole>('member');
  const [team, setTeam] = useState<string | null>(null);
  const teams = useCall('team.list', { params: { org: orgname }, query: { page_size: 100 } });
  const invitees = inviteesOf(text);
  const invite = useChange(
    (dryRun: boolean) =>
      call('invite.bulk', {
        body: {
          org: orgname,
          role,
          invitees,
          dry_run: dryRun,
          ...(team === null ? {} : { team }),
        },
      }),
    {
      refresh: ['invite', 'organization'],
      onDone: (_, dryRun) => {
        if (!dryRun) setText('');
      },
    },
  );
  const outcome = invite.data?.invitees;
  const isPreview = invite.variables === true;
  const fit = outcome?.filter(({ status }) => status === 'invited').length ?? 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate(true);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md" maw={620}>
        <Textarea
          label="User names and e-mail addresses"
          description="Set apart by spaces, commas or lines; up to 100 at once."
          autosize
          minRows={3}
          maxRows={10}
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            invite.reset();
          }}
        />
        <Group grow align="flex-start">
          <Select
            label="Role"
            allowDeselect={false}
            data={roleChoices}
            value={role}
            onChange={(value) => setRole(value as OrganizationRole)}
          />
          <Select
            label="Team"
            placeholder="None"
            clearable
            data={teams.data?.results.map(({ name }) => name) ?? []}
            value={team}
            onChange={setTeam}
          />
        </Group>
        <FormErrors error={invite.error} />
        {outcome && <Outcome invitees={outcome} isPreview={isPreview} />}
        <Group gap="xs">
          <Button
            type="submit"
            variant={outcome && isPreview ? 'default' : 'filled'}
            loading={invite.isPending}
            disabled={invitees.length === 0}
          >
            See what would happen
          </Button>
          {outcome && isPreview && fit > 0 && (
            <Button onClick={() => invite.mutate(false)} loading={invite.isPending}>
              {fit === 1 ? 'Invite one' : `Invite ${fit}`}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

const words: Readonly<Record<Invitee['status'], readonly [preview: string, done: string]>> = {
  invited: ['will be invited', 'is invited'],
  already_invited: ['is invited already', 'was invited already'],
  existing_org_member: ['is a member already', 'was a member already'],
  invalid_email_or_docker_id: ['is no account and no address', 'is no account and no address'],
};

function Outcome({ invitees, isPreview }: { invitees: readonly Invitee[]; isPreview: boolean }) {
  return (
    <ul
      className="sw-rows sw-rows-long"
      aria-label={isPreview ? 'What would happen' : 'What happened'}
      aria-live="polite"
    >
      {invitees.map(({ invitee, status, link }) => (
        <li key={invitee}>
          <span className="sw-rows-main">{invitee}</span>
          <span className="sw-state" data-state={status === 'invited' ? 'good' : 'waiting'}>
            {words[status][isPreview ? 0 : 1]}
          </span>
          {link && <CopyButton value={link} label={`link for ${invitee}`} />}
        </li>
      ))}
    </ul>
  );
}
