import { Button, Checkbox, Stack } from '@mantine/core';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { QueryView } from '../components/query-view.tsx';
import { Section } from '../components/section.tsx';

/** The keys that secrets are stored under and tokens are signed with. */
export function KeysPart() {
  return (
    <>
      <MasterKey />
      <SigningKey />
    </>
  );
}

function MasterKey() {
  const query = useCall('master-key.read', {});
  const [isRotating, setRotating] = useState(false);
  const rotate = useChange(() => call('master-key.rotate'), {
    refresh: ['master-key'],
    done: 'New secrets are sealed under the new key',
  });
  return (
    <Section
      title="Master key"
      lead="What must be kept in the database and could be read there (two-factor keys, webhooks’ and providers’ secrets) is encrypted under it."
    >
      <QueryView query={query}>
        {({ current_key, older_keys, source }) => (
          <Stack gap="md" align="flex-start">
            <dl className="sw-facts">
              <dt>In use</dt>
              <dd>
                <code>{current_key}</code>
              </dd>
              <dt>Older</dt>
              <dd>
                {older_keys.length === 0 ? (
                  <span className="sw-quiet">none</span>
                ) : (
                  <code>{older_keys.join(', ')}</code>
                )}
              </dd>
              <dt>Where it is</dt>
              <dd>
                {source === 'file'
                  ? 'master.key in the data folder: keep a copy elsewhere'
                  : 'in the settings'}
              </dd>
            </dl>
            {source === 'file' ? (
              <Button variant="default" onClick={() => setRotating(true)}>
                Replace it
              </Button>
            ) : (
              <p className="sw-quiet">
                Replace it there: put the new key before the old one in{' '}
                <code>SLIPWAY_MASTER_KEY</code> and restart.
              </p>
            )}
          </Stack>
        )}
      </QueryView>
      <ConfirmDialog
        opened={isRotating}
        onClose={() => setRotating(false)}
        title="Replace the master key"
        confirm="Replace it"
        danger={false}
        onConfirm={async () => {
          await rotate.mutateAsync();
        }}
      >
        Stored secrets are encrypted anew within some minutes; then the old key is given up. Copies
        of the database from before need the old key: keep it with them.
      </ConfirmDialog>
    </Section>
  );
}

function SigningKey() {
  const [isRotating, setRotating] = useState(false);
  const [isCompromised, setCompromised] = useState(false);
  const rotate = useChange(
    () =>
      call('signing-key.rotate', {
        query: { compromised: isCompromised ? 'true' : undefined },
      }),
    { done: 'Tokens are signed with a new key' },
  );
  return (
    <Section
      title="Signing key"
      lead="What registry tokens and API tokens are signed with. The hub replaces it by itself now and then."
    >
      <Button variant="default" onClick={() => setRotating(true)}>
        Replace it now
      </Button>
      <ConfirmDialog
        opened={isRotating}
        onClose={() => setRotating(false)}
        title="Replace the signing key"
        confirm="Replace it"
        danger={isCompromised}
        onConfirm={async () => {
          await rotate.mutateAsync();
        }}
      >
        <Checkbox
          label="The old key is in wrong hands"
          description="Every token signed with it is refused at once: clients sign in anew, pushes under way may fail."
          checked={isCompromised}
          onChange={(event) => setCompromised(event.currentTarget.checked)}
        />
      </ConfirmDialog>
    </Section>
  );
}
