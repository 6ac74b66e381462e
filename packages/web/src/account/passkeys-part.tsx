import { Badge, Button, Group, Stack, TextInput } from '@mantine/core';
import { startRegistration } from '@simplewebauthn/browser';
import type { Passkey } from '@slipway/api';
import { Fingerprint, Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { call } from '../api/client.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { Dialog } from '../components/dialog.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { passkeyFailure } from '../components/passkey-failure.ts';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Section } from '../components/section.tsx';
import { useConfirmation } from '../components/use-confirmation.tsx';
import { browserName } from './browser-name.ts';

type Shown = { readonly kind: 'add' } | { readonly kind: 'rename' | 'delete'; of: Passkey };

/** Passkeys: signing in with what a device holds. */
export function PasskeysPart() {
  const query = useCall('passkey.list', {});
  const [shown, setShown] = useState<Shown>();
  const { confirmed, dialog } = useConfirmation();
  const close = () => setShown(undefined);
  const remove = useChange(
    (id: string) => confirmed(() => call('passkey.delete', { params: { id } })),
    { refresh: ['passkey'], done: 'Passkey deleted' },
  );
  const add = (
    <Button size="xs" leftSection={<Plus size={14} />} onClick={() => setShown({ kind: 'add' })}>
      Add a passkey
    </Button>
  );
  return (
    <Section
      title="Passkeys"
      lead="Sign in with your fingerprint, face or a security key, with no password and no code."
      actions={add}
    >
      <QueryView query={query}>
        {({ results }) =>
          results.length === 0 ? (
            <EmptyState icon={<Fingerprint size={28} />} title="No passkey yet">
              Your device makes one and keeps it; the hub only learns how to recognize it.
            </EmptyState>
          ) : (
            <ul className="sw-rows" aria-label="Passkeys">
              {results.map((passkey) => (
                <li key={passkey.id}>
                  <div className="sw-rows-main">
                    <div className="sw-rows-title">
                      {passkey.name}
                      {passkey.is_synced && <Badge className="sw-badge">On several devices</Badge>}
                    </div>
                    <div className="sw-rows-detail">
                      Added <RelativeTime at={passkey.created_at} /> · last used{' '}
                      <RelativeTime at={passkey.last_used} />
                    </div>
                  </div>
                  <Group gap="xs">
                    <Button
                      size="xs"
                      variant="default"
                      onClick={() => setShown({ kind: 'rename', of: passkey })}
                      aria-label={`Rename ${passkey.name}`}
                    >
                      Rename
                    </Button>
                    <Button
                      size="xs"
                      variant="default"
                      onClick={() => setShown({ kind: 'delete', of: passkey })}
                      aria-label={`Delete ${passkey.name}`}
                    >
                      Delete
                    </Button>
                  </Group>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
      <Dialog
        opened={shown !== undefined && shown.kind !== 'delete'}
        onClose={close}
        title={shown?.kind === 'rename' ? 'Rename the passkey' : 'Add a passkey'}
      >
        {shown && shown.kind !== 'delete' && (
          <NameForm
            passkey={shown.kind === 'rename' ? shown.of : undefined}
            confirmed={confirmed}
            onClose={close}
          />
        )}
      </Dialog>
      <ConfirmDialog
        opened={shown?.kind === 'delete'}
        onClose={close}
        title="Delete the passkey"
        confirm="Delete it"
        onConfirm={async () => {
          if (shown?.kind === 'delete') await remove.mutateAsync(shown.of.id);
        }}
      >
        It signs nobody in any more. What your device keeps of it you delete there.
      </ConfirmDialog>
      {dialog}
    </Section>
  );
}

function NameForm({
  passkey,
  confirmed,
  onClose,
}: {
  /** The one to rename; undefined: a new one. */
  passkey: Passkey | undefined;
  confirmed: ReturnType<typeof useConfirmation>['confirmed'];
  onClose: () => void;
}) {
  const [name, setName] = useState(passkey?.name ?? browserName(navigator.userAgent));
  const save = useChange(() => (passkey ? rename(passkey.id, name) : add(name, confirmed)), {
    refresh: ['passkey'],
    done: passkey ? 'Passkey renamed' : 'Passkey added',
    onDone: onClose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label="Name"
          description="So that you know it again: the device that keeps it."
          maxLength={100}
          required
          withAsterisk={false}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldError(save.error, 'name')}
        />
        <FormErrors error={save.error} shown={['name']} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            {passkey ? 'Rename' : 'Make the passkey'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

async function rename(id: string, name: string): Promise<void> {
  await call('passkey.rename', { params: { id }, body: { name } });
}

async function add(
  name: string,
  confirmed: ReturnType<typeof useConfirmation>['confirmed'],
): Promise<void> {
  const options = await confirmed(() => call('passkey.options'));
  // The library's types name each member; the hub made them and checks what comes back.
  const credential = await startRegistration({ optionsJSON: options as never }).catch(
    (error: unknown) => {
      throw passkeyFailure(error);
    },
  );
  await call('passkey.add', { body: { name, credential: credential as never } });
}
