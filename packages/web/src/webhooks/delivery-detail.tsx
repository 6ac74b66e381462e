import { Button, Stack, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useChange } from '../api/use-call.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { FormErrors } from '../components/form-errors.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import {
  type WebhookAttempt,
  type WebhookDelivery,
  type WebhookDeliveryDetail,
  type WebhookOwner,
  webhookCalls,
} from './webhook-calls.ts';
import { durationWords, readable } from './webhook-words.ts';

/** One delivery: what was sent, and what each try brought. */
export function DeliveryDetail({
  owner,
  webhookId,
  delivery,
}: {
  owner: WebhookOwner;
  webhookId: number;
  delivery: WebhookDelivery;
}) {
  const calls = webhookCalls(owner);
  const query = useQuery({
    // Read anew when the list says that something has become of it.
    queryKey: ['webhook.delivery', webhookId, delivery.id, delivery.state, delivery.attempts],
    queryFn: () => calls.delivery(webhookId, delivery.id),
  });
  const again = useChange(() => calls.redeliver(webhookId, delivery.id), {
    refresh: ['webhook'],
    done: 'It is sent once more',
  });
  return (
    <QueryView query={query}>
      {(detail) => (
        <Stack gap="md">
          <Facts detail={detail} />
          <div>
            <Button
              size="xs"
              variant="default"
              onClick={() => again.mutate()}
              loading={again.isPending}
            >
              Send it again
            </Button>
          </div>
          <FormErrors error={again.error} />
          <Tabs defaultValue="body" variant="outline">
            <Tabs.List>
              <Tabs.Tab value="body">Body</Tabs.Tab>
              {detail.attempt_log.map(({ number, status }) => (
                <Tabs.Tab key={number} value={`try-${number}`}>
                  Try {number}
                  {status !== null && ` (${status})`}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value="body" pt="sm">
              <Text title="Body of the request" text={detail.request_body} />
            </Tabs.Panel>
            {detail.attempt_log.map((attempt) => (
              <Tabs.Panel key={attempt.number} value={`try-${attempt.number}`} pt="sm">
                <Attempt attempt={attempt} />
              </Tabs.Panel>
            ))}
          </Tabs>
        </Stack>
      )}
    </QueryView>
  );
}

function Facts({ detail }: { detail: WebhookDeliveryDetail }) {
  return (
    <dl className="sw-facts">
      <dt>Id</dt>
      <dd>
        <code>{detail.id}</code> <CopyButton value={detail.id} label="id" size="xs" />
      </dd>
      <dt>Event’s id</dt>
      <dd>
        <code>{detail.event_id}</code>
      </dd>
      {detail.error && (
        <>
          <dt>Error</dt>
          <dd>{detail.error}</dd>
        </>
      )}
      {detail.next_attempt_at && (
        <>
          <dt>Next try</dt>
          <dd>
            <RelativeTime at={detail.next_attempt_at} />
          </dd>
        </>
      )}
      {detail.callback && (
        <>
          <dt>The receiver said</dt>
          <dd>
            {detail.callback.state} {detail.callback.description}
          </dd>
        </>
      )}
    </dl>
  );
}

function Attempt({ attempt }: { attempt: WebhookAttempt }) {
  return (
    <Stack gap="sm">
      <p className="sw-quiet">
        <RelativeTime at={attempt.at} />, {durationWords(attempt.duration_ms)}, to {attempt.url}
      </p>
      {attempt.error && <p>{attempt.error}</p>}
      <Text title="Headers of the request" text={headerLines(attempt.request_headers)} />
      {attempt.response_headers && (
        <Text title="Headers of the answer" text={headerLines(attempt.response_headers)} />
      )}
      {attempt.response_body !== null && (
        <Text
          title={`Body of the answer${attempt.response_truncated ? ', its beginning' : ''}`}
          text={attempt.response_body}
        />
      )}
    </Stack>
  );
}

function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

function Text({ title, text }: { title: string; text: string | null }) {
  return (
    <section aria-label={title}>
      <p className="sw-quiet sw-code-title">{title}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable */}
      <pre className="sw-code-block" tabIndex={0}>
        {text === null ? 'Not sent yet' : text === '' ? 'Empty' : readable(text)}
      </pre>
    </section>
  );
}
