import { Button, Group } from '@mantine/core';
import type { Invite } from '@slipway/api';
import { MailPlus } from 'lucide-react';
import { call } from '../api/client.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Section } from '../components/section.tsx';
import { toastFailure } from '../components/toast.ts';
import { InviteForm } from './invite-form.tsx';
import type { OrganizationPartProps } from './organization-part.ts';

/** Inviting people, and invitations that wait for an answer. */
export function InvitesPart({ organization }: OrganizationPartProps) {
  const { orgname } = organization;
  const query = useCall('invite.list', { params: { org: orgname } });
  return (
    <>
      <Section
        title="Invite people"
        lead="By user name or e-mail address, as many as you like: first you see what would happen."
      >
        <InviteForm orgname={orgname} />
      </Section>
      <Section title="Waiting for an answer">
        <QueryView query={query}>
          {({ data }) =>
            data.length === 0 ? (
              <EmptyState icon={<MailPlus size={28} />} title="No invitation waits">
                Who is invited answers in his account, or by the link of a letter.
              </EmptyState>
            ) : (
              <ul className="sw-rows" aria-label="Invitations that wait">
                {data.map((invite) => (
                  <InviteRow key={invite.id} invite={invite} />
                ))}
              </ul>
            )
          }
        </QueryView>
      </Section>
    </>
  );
}

function InviteRow({ invite }: { invite: Invite }) {
  const params = { id: invite.id };
  const cancel = useChange(() => call('invite.cancel', { params }), {
    refresh: ['invite'],
    done: `The invitation of ${invite.invitee} is cancelled`,
  });
  const resend = useChange(() => call('invite.resend', { params }), {
    refresh: ['invite'],
    done: `${invite.invitee} is invited anew`,
  });
  return (
    <li>
      <div className="sw-rows-main">
        <div className="sw-rows-title">{invite.invitee}</div>
        <div className="sw-rows-detail">
          as {invite.role}
          {invite.team !== '' && `, in the team ${invite.team}`} · by {invite.inviter_username}{' '}
          <RelativeTime at={invite.created_at} /> · ends <RelativeTime at={invite.expires_at} />
        </div>
      </div>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          aria-label={`Send again to ${invite.invitee}`}
          onClick={() => resend.mutate(undefined, { onError: toastFailure })}
          loading={resend.isPending}
        >
          Send again
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-label={`Cancel the invitation of ${invite.invitee}`}
          onClick={() => cancel.mutate(undefined, { onError: toastFailure })}
          loading={cancel.isPending}
        >
          Cancel
        </Button>
      </Group>
    </li>
  );
}
