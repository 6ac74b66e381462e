import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import type { TwoFactorStatus } from '@slipway/api';
import { ShieldCheck, ShieldOff } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { call } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { Dialog } from '../components/dialog.tsx';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Section } from '../components/section.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { TwoFactorSetup } from './two-factor-setup.tsx';

/** A second factor beside the password: on, off, its recovery codes. */
export function TwoFactorPart() {
  const { user } = useSession();
  const query = useCall('two-factor.read', {});
  const [codes, setCodes] = useState<readonly string[]>();
  return (
    <Section
      title="Two-factor authentication"
      lead={
        <>
          After the password, a code of an app on your phone. <code>docker login</code> takes an
          access token then, no longer the password.
        </>
      }
    >
      {codes ? (
        <RecoveryCodes
          codes={codes}
          account={user?.username ?? ''}
          onDone={() => setCodes(undefined)}
        />
      ) : (
        <QueryView query={query}>
          {(status) =>
            status.enabled ? (
              <TwoFactorOn status={status} onCodes={setCodes} />
            ) : (
              <TwoFactorOff onCodes={setCodes} />
            )
          }
        </QueryView>
      )}
    </Section>
  );
}

function TwoFactorOff({ onCodes }: { onCodes: (codes: readonly string[]) => void }) {
  const [isSettingUp, setSettingUp] = useState(false);
  if (isSettingUp) return <TwoFactorSetup onDone={onCodes} onCancel={() => setSettingUp(false)} />;
  return (
    <Stack gap="md" align="flex-start">
      <span className="sw-state" data-state="waiting">
        <ShieldOff size={16} aria-hidden /> Off
      </span>
      <Button onClick={() => setSettingUp(true)}>Set it up</Button>
    </Stack>
  );
}

type Change = 'disable' | 'renew';

function TwoFactorOn({
  status,
  onCodes,
}: {
  status: TwoFactorStatus;
  onCodes: (codes: readonly string[]) => void;
}) {
  const [change, setChange] = useState<Change>();
  return (
    <Stack gap="md" align="flex-start">
      <span className="sw-state" data-state="good">
        <ShieldCheck size={16} aria-hidden /> On{' '}
        {status.enabled_at && (
          <span className="sw-quiet">
            since <RelativeTime at={status.enabled_at} />
          </span>
        )}
      </span>
      <span>
        {status.recovery_codes_left === 0
          ? 'No recovery code is left: make new ones.'
          : `${status.recovery_codes_left} recovery codes left.`}
      </span>
      <Group gap="xs">
        <Button variant="default" onClick={() => setChange('renew')}>
          New recovery codes
        </Button>
        <Button variant="default" onClick={() => setChange('disable')}>
          Turn it off
        </Button>
      </Group>
      <Dialog
        opened={change !== undefined}
        onClose={() => setChange(undefined)}
        title={change === 'disable' ? 'Turn two-factor off' : 'New recovery codes'}
      >
        {change && (
          <ProofForm change={change} onClose={() => setChange(undefined)} onCodes={onCodes} />
        )}
      </Dialog>
    </Stack>
  );
}

function ProofForm({
  change,
  onClose,
  onCodes,
}: {
  change: Change;
  onClose: () => void;
  onCodes: (codes: readonly string[]) => void;
}) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const body = { password, code };
  const disable = useChange(() => call('two-factor.disable', { body }), {
    refresh: ['two-factor', 'session'],
    done: 'Two-factor authentication is off',
    onDone: onClose,
  });
  const renew = useChange(() => call('two-factor.recovery-codes', { body }), {
    refresh: ['two-factor'],
    onDone: ({ recovery_codes }) => {
      onClose();
      onCodes(recovery_codes);
    },
  });
  const chosen = change === 'disable' ? disable : renew;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    chosen.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <p>
          {change === 'disable'
            ? 'The password alone will sign you in. Your recovery codes are void.'
            : 'The former codes are void at once.'}
        </p>
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={fieldError(chosen.error, 'password')}
        />
        <TextInput
          label="Code of your app, or a recovery code"
          autoComplete="one-time-code"
          required
          withAsterisk={false}
          spellCheck={false}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={fieldError(chosen.error, 'code')}
        />
        <FormErrors error={chosen.error} shown={['password', 'code']} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={chosen.isPending}
            {...(change === 'disable' ? { color: 'red.8' } : {})}
          >
            {change === 'disable' ? 'Turn it off' : 'Make new codes'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
