import { Alert, Badge, Button, Group, Menu, Stack } from '@mantine/core';
import { KeyRound, Pause, Pencil, Play, Send, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useChange } from '../api/use-call.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { MoreButton } from '../components/more-button.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { toastFailure } from '../components/toast.ts';
import { DeliveryLog } from './delivery-log.tsx';
import { RotateSecret } from './rotate-secret.tsx';
import { type Webhook, type WebhookOwner, webhookCalls } from './webhook-calls.ts';
import { WebhookEditor } from './webhook-editor.tsx';
import { deliveryState, eventWords, formatWords } from './webhook-words.ts';

/** One webhook: what it is, how its last delivery went, what can be done. */
export function WebhookEntry({ owner, webhook }: { owner: WebhookOwner; webhook: Webhook }) {
  const [open, setOpen] = useState<'edit' | 'log'>();
  const [dialog, setDialog] = useState<'rotate' | 'delete'>();
  const calls = webhookCalls(owner);
  const refresh = ['webhook'];
  const test = useChange(() => calls.test(webhook.id), {
    refresh,
    done: 'A test delivery is on its way',
    onDone: () => setOpen('log'),
  });
  const activate = useChange((active: boolean) => calls.update(webhook.id, { is_active: active }), {
    refresh,
    done: (_, active) => (active ? 'The webhook is on' : 'The webhook is off'),
  });
  const remove = useChange(() => calls.remove(webhook.id), { refresh, done: 'Webhook deleted' });
  const isOn = webhook.is_active && webhook.paused_at === null;
  return (
    <li>
      <div className="sw-rows-main">
        <div className="sw-rows-title">
          {webhook.name}
          {!webhook.is_active && <Badge className="sw-badge">Off</Badge>}
          {webhook.paused_at !== null && <Badge className="sw-badge sw-badge-trust">Paused</Badge>}
        </div>
        <div className="sw-rows-detail">{webhook.url}</div>
        <div className="sw-rows-detail">
          {webhook.events.map((event) => eventWords[event] ?? event).join(' · ')} ·{' '}
          {formatWords[webhook.format]} format
        </div>
        <LastDelivery webhook={webhook} />
      </div>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          aria-expanded={open === 'log'}
          onClick={() => setOpen(open === 'log' ? undefined : 'log')}
        >
          Deliveries
        </Button>
        <Menu position="bottom-end" width={190}>
          <Menu.Target>
            <MoreButton label={`Actions for the webhook ${webhook.name}`} />
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<Send size={14} />}
              onClick={() => test.mutate(undefined, { onError: toastFailure })}
            >
              Send a test
            </Menu.Item>
            <Menu.Item leftSection={<Pencil size={14} />} onClick={() => setOpen('edit')}>
              Change
            </Menu.Item>
            <Menu.Item leftSection={<KeyRound size={14} />} onClick={() => setDialog('rotate')}>
              New secret
            </Menu.Item>
            <Menu.Item
              leftSection={isOn ? <Pause size={14} /> : <Play size={14} />}
              onClick={() => activate.mutate(!isOn, { onError: toastFailure })}
            >
              {isOn ? 'Switch off' : 'Switch on'}
            </Menu.Item>
            <Menu.Item leftSection={<Trash2 size={14} />} onClick={() => setDialog('delete')}>
              Delete
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      {webhook.paused_at !== null && (
        <Alert color="buoy" className="sw-rows-wide" title="Paused by the hub">
          <Stack gap="sm" align="flex-start">
            <span>
              {webhook.pause_reason} (<RelativeTime at={webhook.paused_at} />
              ). Nothing is sent until you go on.
            </span>
            <Button
              size="xs"
              onClick={() => activate.mutate(true, { onError: toastFailure })}
              loading={activate.isPending}
            >
              Go on
            </Button>
          </Stack>
        </Alert>
      )}
      {open === 'edit' && (
        <div className="sw-rows-wide">
          <WebhookEditor owner={owner} webhook={webhook} onClose={() => setOpen(undefined)} />
        </div>
      )}
      {open === 'log' && (
        <div className="sw-rows-wide">
          <DeliveryLog owner={owner} webhook={webhook} />
        </div>
      )}
      <RotateSecret
        owner={owner}
        webhook={webhook}
        opened={dialog === 'rotate'}
        onClose={() => setDialog(undefined)}
      />
      <ConfirmDialog
        opened={dialog === 'delete'}
        onClose={() => setDialog(undefined)}
        title={`Delete ${webhook.name}`}
        confirm="Delete the webhook"
        onConfirm={async () => {
          await remove.mutateAsync();
        }}
      >
        What waits to be sent is not sent any more, and its log goes with it.
      </ConfirmDialog>
    </li>
  );
}

function LastDelivery({ webhook: { last_delivery: last, ...webhook } }: { webhook: Webhook }) {
  if (!last) return <div className="sw-rows-detail">Nothing was sent yet</div>;
  const { word, tone } = deliveryState({ ...last, error: null });
  return (
    <div className="sw-rows-detail">
      <span className="sw-state" data-state={tone}>
        {word}
      </span>{' '}
      <RelativeTime at={last.at} />
      {webhook.failing_since && (
        <>
          , failing since <RelativeTime at={webhook.failing_since} />
        </>
      )}
      {webhook.previous_secret_valid_until && (
        <>
          {' '}
          · the former secret signs along until{' '}
          <RelativeTime at={webhook.previous_secret_valid_until} />
        </>
      )}
    </div>
  );
}
