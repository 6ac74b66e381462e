import { Button, Checkbox, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import type { WebhookEventName, WebhookFormat } from '@slipway/api';
import { type FormEvent, useId, useState } from 'react';
import { useChange } from '../api/use-call.ts';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { SecretOnce } from '../components/secret-once.tsx';
import { type AskedHeader, HeaderFields } from './header-fields.tsx';
import { type Webhook, type WebhookOwner, webhookCalls } from './webhook-calls.ts';
import { eventWords, formatWords } from './webhook-words.ts';

/** A form for a new webhook, or for one that is there; a new one's secret is shown once. */
export function WebhookEditor({
  owner,
  webhook,
  onClose,
}: {
  owner: WebhookOwner;
  webhook?: Webhook;
  onClose: () => void;
}) {
  const [secret, setSecret] = useState<string>();
  return (
    <div className="sw-inset">
      {secret === undefined ? (
        <WebhookForm owner={owner} webhook={webhook} onSecret={setSecret} onClose={onClose} />
      ) : (
        <SecretOnce title="The webhook’s secret" secret={secret} label="secret">
          <span>The receiver checks the signature of each request with it.</span>
          <div>
            <Button size="xs" onClick={onClose}>
              I have kept it
            </Button>
          </div>
        </SecretOnce>
      )}
    </div>
  );
}

const shown = ['name', 'url', 'events', 'format'];

function WebhookForm({
  owner,
  webhook,
  onSecret,
  onClose,
}: {
  owner: WebhookOwner;
  webhook: Webhook | undefined;
  onSecret: (secret: string) => void;
  onClose: () => void;
}) {
  const formatLabel = useId();
  const [name, setName] = useState(webhook?.name ?? '');
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [events, setEvents] = useState<readonly WebhookEventName[]>(webhook?.events ?? ['push']);
  const [format, setFormat] = useState<WebhookFormat>(webhook?.format ?? 'docker-hub');
  const [headers, setHeaders] = useState<readonly AskedHeader[]>(webhook?.headers ?? []);
  const calls = webhookCalls(owner);
  const save = useChange(
    async () => {
      const body = {
        ...{ name, url, events, format },
        headers: headers.filter((header) => header.name !== ''),
      };
      if (webhook) await calls.update(webhook.id, body);
      else return (await calls.create(body)).secret;
    },
    {
      refresh: ['webhook'],
      onDone: (secret) => (secret === undefined ? onClose() : onSecret(secret)),
      ...(webhook ? { done: 'Webhook saved' } : {}),
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} aria-label={webhook ? `Change ${webhook.name}` : 'New webhook'}>
      <Stack gap="md" maw={620}>
        <TextInput
          label="Name"
          maxLength={100}
          required
          withAsterisk={false}
          autoFocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldError(save.error, 'name')}
        />
        <TextInput
          label="Address"
          type="url"
          placeholder="https://deploy.example/hooks/slipway"
          required
          withAsterisk={false}
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          error={fieldError(save.error, 'url')}
        />
        <Checkbox.Group
          label="When"
          value={[...events]}
          onChange={(value) => setEvents(value as WebhookEventName[])}
          error={fieldError(save.error, 'events')}
        >
          <div className="sw-choices">
            {Object.entries(eventWords).map(([value, label]) => (
              <Checkbox key={value} value={value} label={label} />
            ))}
          </div>
        </Checkbox.Group>
        <div>
          <Text id={formatLabel} size="sm" fw={500} mb={4}>
            Format
          </Text>
          <SegmentedControl
            aria-labelledby={formatLabel}
            data={Object.entries(formatWords).map(([value, label]) => ({ value, label }))}
            value={format}
            onChange={(value) => setFormat(value as WebhookFormat)}
          />
        </div>
        <HeaderFields headers={headers} onChange={setHeaders} />
        <FormErrors error={save.error} shown={shown} />
        <Group gap="xs">
          <Button type="submit" loading={save.isPending} disabled={events.length === 0}>
            {webhook ? 'Save' : 'Add the webhook'}
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
