import { Button, Group, Select, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useChange } from '../api/use-call.ts';
import { Dialog } from '../components/dialog.tsx';
import { FormErrors } from '../components/form-errors.tsx';
import { SecretOnce } from '../components/secret-once.tsx';
import { type Webhook, type WebhookOwner, webhookCalls } from './webhook-calls.ts';

const overlaps = [
  { value: '0', label: 'not at all' },
  { value: '3600', label: 'for an hour' },
  { value: '86400', label: 'for a day' },
  { value: '604800', label: 'for a week' },
];

/** A new secret for a webhook; the former one goes on signing along for a while. */
export function RotateSecret({
  owner,
  webhook,
  opened,
  onClose,
}: {
  owner: WebhookOwner;
  webhook: Webhook;
  opened: boolean;
  onClose: () => void;
}) {
  return (
    <Dialog opened={opened} onClose={onClose} title={`New secret for ${webhook.name}`}>
      {opened && <RotateForm owner={owner} webhook={webhook} onClose={onClose} />}
    </Dialog>
  );
}

function RotateForm({
  owner,
  webhook,
  onClose,
}: {
  owner: WebhookOwner;
  webhook: Webhook;
  onClose: () => void;
}) {
  const [overlap, setOverlap] = useState('86400');
  const rotate = useChange(() => webhookCalls(owner).rotate(webhook.id, Number(overlap)), {
    refresh: ['webhook'],
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rotate.mutate();
  };
  if (rotate.data) {
    return (
      <SecretOnce title="The new secret" secret={rotate.data.secret} label="secret">
        <div>
          <Button size="xs" onClick={onClose}>
            I have kept it
          </Button>
        </div>
      </SecretOnce>
    );
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Select
          label="The former secret signs along"
          description="So that the receiver can be changed meanwhile without missing anything."
          allowDeselect={false}
          data={overlaps}
          value={overlap}
          onChange={(value) => setOverlap(value ?? '86400')}
        />
        <FormErrors error={rotate.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={rotate.isPending}>
            Make a new secret
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
