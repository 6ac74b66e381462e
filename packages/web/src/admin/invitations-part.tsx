import { Alert, Button, Group, NumberInput, Stack, TextInput } from '@mantine/core';
import type { Invitation, MadeInvitation } from '@slipway/api';
import { MailPlus, Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { call } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { CopyCommand } from '../components/copy-command.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Section } from '../components/section.tsx';
import { toastFailure } from '../components/toast.ts';

const modes = {
  closed: 'Sign-up is closed: invitations are all that lets new users in.',
  invitation: 'Sign-up is by invitation.',
  open: 'Sign-up is open: anyone can, invited or not.',
} as const;

/** Invitations to sign up. */
export function InvitationsPart() {
  const { hub } = useSession();
  const [isMaking, setMaking] = useState(false);
  const query = useCall('invitation.list', {});
  return (
    <Section
      title="Invitations to sign up"
      lead={
        <>
          {hub && modes[hub.sign_up]} The setting is <code>SLIPWAY_SIGN_UP</code>.
        </>
      }
      actions={
        !isMaking && (
          <Button size="xs" leftSection={<Plus size={14} />} onClick={() => setMaking(true)}>
            Invite
          </Button>
        )
      }
    >
      {isMaking && <MakeInvitation onClose={() => setMaking(false)} />}
      <QueryView query={query}>
        {({ results }) =>
          results.length === 0 ? (
            !isMaking && (
              <EmptyState icon={<MailPlus size={28} />} title="Nobody was invited yet">
                An invitation is a link; whoever has it can sign up.
              </EmptyState>
            )
          ) : (
            <ul className="sw-rows" aria-label="Invitations">
              {results.map((invitation) => (
                <Row key={invitation.id} invitation={invitation} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Section>
  );
}

const states = {
  open: 'Open',
  used: 'Used',
  expired: 'Over',
  withdrawn: 'Withdrawn',
} as const;

function Row({ invitation }: { invitation: Invitation }) {
  const withdraw = useChange(() => call('invitation.withdraw', { params: { id: invitation.id } }), {
    refresh: ['invitation'],
    done: 'Invitation withdrawn',
  });
  const whom = invitation.email ?? (invitation.note || 'whoever has the link');
  return (
    <li>
      <div className="sw-rows-main">
        <div className="sw-rows-title">
          {whom}
          <span className="sw-state" data-state={invitation.state === 'open' ? 'good' : 'waiting'}>
            {states[invitation.state]}
          </span>
        </div>
        <div className="sw-rows-detail">
          {invitation.email !== null && invitation.note !== '' && `${invitation.note} · `}
          by {invitation.created_by} <RelativeTime at={invitation.created_at} /> · ends{' '}
          <RelativeTime at={invitation.expires_at} /> · used {invitation.uses} of{' '}
          {invitation.most_uses} times
        </div>
      </div>
      {invitation.state === 'open' && (
        <Button
          size="xs"
          variant="default"
          aria-label={`Withdraw the invitation of ${whom}`}
          onClick={() => withdraw.mutate(undefined, { onError: toastFailure })}
          loading={withdraw.isPending}
        >
          Withdraw
        </Button>
      )}
    </li>
  );
}

function MakeInvitation({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<MadeInvitation>();
  return (
    <div className="sw-inset">
      {made ? (
        <Alert color="harbor" title="The invitation’s link" role="status">
          <Stack gap="sm">
            <span>
              {made.mailed
                ? `It went to ${made.email} by mail. You can also hand it over yourself; it is shown this once.`
                : 'Hand it over yourself; it is shown this once.'}
            </span>
            <CopyCommand command={made.link} label="link" />
            <div>
              <Button size="xs" onClick={onClose}>
                Done
              </Button>
            </div>
          </Stack>
        </Alert>
      ) : (
        <InvitationForm onMade={setMade} onClose={onClose} />
      )}
    </div>
  );
}

function InvitationForm({
  onMade,
  onClose,
}: {
  onMade: (made: MadeInvitation) => void;
  onClose: () => void;
}) {
  const { hub } = useSession();
  const [email, setEmail] = useState('');
  const [note, setNote] = useState('');
  const [days, setDays] = useState<number | string>(7);
  const [uses, setUses] = useState<number | string>(1);
  const make = useChange(
    () =>
      call('invitation.create', {
        body: {
          note,
          expires_in_days: Number(days),
          most_uses: Number(uses),
          ...(email === '' ? {} : { email }),
        },
      }),
    { refresh: ['invitation'], onDone: onMade },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  const { error } = make;
  return (
    <form onSubmit={submit} aria-label="New invitation">
      <Stack gap="md" maw={520}>
        <TextInput
          label="E-mail (optional)"
          description={
            hub?.mail
              ? 'The link goes there. Without an address you hand it over yourself.'
              : 'This hub sends no mail: you hand the link over yourself.'
          }
          type="email"
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={fieldError(error, 'email')}
        />
        <TextInput
          label="Note"
          description="For administrators: whom it is for."
          maxLength={200}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          error={fieldError(error, 'note')}
        />
        <Group grow align="flex-start">
          <NumberInput
            label="Days it is good for"
            min={1}
            max={365}
            value={days}
            onChange={setDays}
            error={fieldError(error, 'expires_in_days')}
          />
          <NumberInput
            label="People who can use it"
            min={1}
            max={1000}
            value={uses}
            onChange={setUses}
            error={fieldError(error, 'most_uses')}
          />
        </Group>
        <FormErrors error={error} shown={['email', 'note', 'expires_in_days', 'most_uses']} />
        <Group gap="xs">
          <Button type="submit" loading={make.isPending}>
            Make the link
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
