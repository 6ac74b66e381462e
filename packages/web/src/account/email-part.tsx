import { Alert, Button, Group, Stack, TextInput } from '@mantine/core';
import { MailCheck, MailWarning } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { call } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { QueryView } from '../components/query-view.tsx';
import { Section } from '../components/section.tsx';
import { useConfirmation } from '../components/use-confirmation.tsx';

/** The address that letters go to. */
export function EmailPart() {
  const { hub } = useSession();
  const query = useCall('user.self', {});
  return (
    <Section
      title="E-mail address"
      lead={
        hub?.mail
          ? 'Letters about your account go there: to choose a new password, and when something of its security changes. Others do not see it.'
          : 'This hub sends no mail. Administrators and owners of your organizations see the address.'
      }
    >
      <QueryView query={query}>
        {({ email, email_verified }) => (
          <Stack gap="lg" maw={560}>
            <AddressState
              address={email}
              verified={email_verified}
              sendsMail={hub?.mail ?? false}
            />
            <ChangeAddress key={email} address={email ?? ''} sendsMail={hub?.mail ?? false} />
          </Stack>
        )}
      </QueryView>
    </Section>
  );
}

function AddressState({
  address,
  verified,
  sendsMail,
}: {
  address: string | null;
  verified: boolean;
  sendsMail: boolean;
}) {
  const resend = useChange(() => call('user.resend-verification'), {
    done: 'A letter is on its way',
  });
  if (address === null) return <p className="sw-quiet">The hub knows no address of yours.</p>;
  if (verified || !sendsMail) {
    return (
      <p className="sw-state" data-state={verified ? 'good' : undefined}>
        {verified && <MailCheck size={16} aria-hidden />}
        <span className="sw-break">
          {address}
          {verified && ', confirmed'}
        </span>
      </p>
    );
  }
  return (
    <Alert color="buoy" icon={<MailWarning size={18} />} title={`${address} is not confirmed`}>
      <Stack gap="sm" align="flex-start">
        Open the link in the letter that went there. Until then you can look and pull, not push.
        <Button
          size="xs"
          variant="default"
          onClick={() => resend.mutate()}
          loading={resend.isPending}
        >
          Send the letter again
        </Button>
        <FormErrors error={resend.error} />
      </Stack>
    </Alert>
  );
}

function ChangeAddress({ address, sendsMail }: { address: string; sendsMail: boolean }) {
  const [email, setEmail] = useState(address);
  const { confirmed, dialog } = useConfirmation();
  const change = useChange(() => confirmed(() => call('user.change-email', { body: { email } })), {
    refresh: ['user', 'session'],
    done: sendsMail ? `A letter went to ${email}: open its link` : 'Address changed',
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label={address === '' ? 'Your address' : 'Another address'}
          description={
            sendsMail ? 'It holds once the link in a letter to it has been opened.' : undefined
          }
          type="email"
          autoComplete="email"
          required
          withAsterisk={false}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={fieldError(change.error, 'email')}
        />
        <FormErrors error={change.error} shown={['email']} />
        <Group>
          <Button type="submit" loading={change.isPending} disabled={email === address}>
            Change the address
          </Button>
        </Group>
      </Stack>
      {dialog}
    </form>
  );
}
