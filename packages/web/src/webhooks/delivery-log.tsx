import { Button, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronRight, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { EmptyState } from '../components/empty-state.tsx';
import { Pagination } from '../components/pagination.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { DeliveryDetail } from './delivery-detail.tsx';
import {
  type Webhook,
  type WebhookDelivery,
  type WebhookOwner,
  webhookCalls,
} from './webhook-calls.ts';
import { deliveryState, durationWords } from './webhook-words.ts';

const pageSize = 10;

/** What a webhook sent, the newest first. What is on its way is looked at again. */
export function DeliveryLog({ owner, webhook }: { owner: WebhookOwner; webhook: Webhook }) {
  const [page, setPage] = useState(1);
  const [openId, setOpenId] = useState<string>();
  const query = useQuery({
    queryKey: ['webhook.deliveries', owner.namespace, owner.repository, webhook.id, page],
    queryFn: () => webhookCalls(owner).deliveries(webhook.id, { page, page_size: pageSize }),
    refetchInterval: ({ state }) =>
      state.data?.results.some((each) => each.state === 'waiting') ? 2000 : false,
  });
  return (
    <QueryView query={query}>
      {({ results, count }) =>
        count === 0 ? (
          <EmptyState title="Nothing was sent yet">
            Send a test, or push a tag: <code>docker push …</code>
          </EmptyState>
        ) : (
          <>
            <ul className="sw-rows" aria-label={`Deliveries of ${webhook.name}`}>
              {results.map((delivery) => (
                <li key={delivery.id}>
                  <Line
                    delivery={delivery}
                    isOpen={delivery.id === openId}
                    onToggle={() => setOpenId(delivery.id === openId ? undefined : delivery.id)}
                  />
                  {delivery.id === openId && (
                    <div className="sw-rows-wide">
                      <DeliveryDetail owner={owner} webhookId={webhook.id} delivery={delivery} />
                    </div>
                  )}
                </li>
              ))}
            </ul>
            <Pagination
              page={page}
              pageSize={pageSize}
              count={count}
              onChange={setPage}
              label="deliveries"
            />
            <Button
              size="xs"
              variant="subtle"
              mt="xs"
              leftSection={<RotateCw size={14} />}
              onClick={() => void query.refetch()}
            >
              Look again
            </Button>
          </>
        )
      }
    </QueryView>
  );
}

const causes = { event: '', test: ', a test', redelivery: ', sent again' } as const;

function Line({
  delivery,
  isOpen,
  onToggle,
}: {
  delivery: WebhookDelivery;
  isOpen: boolean;
  onToggle: () => void;
}) {
  const { word, tone } = deliveryState(delivery);
  const Icon = isOpen ? ChevronDown : ChevronRight;
  return (
    <UnstyledButton className="sw-rows-toggle" aria-expanded={isOpen} onClick={onToggle}>
      <Icon size={16} aria-hidden />
      <span className="sw-rows-main">
        <span className="sw-state" data-state={tone}>
          {word}
        </span>{' '}
        <code>{delivery.event}</code> {delivery.repository}
        {delivery.tag !== null && `:${delivery.tag}`}
        {causes[delivery.cause]}
      </span>
      <span className="sw-rows-detail">
        <RelativeTime at={delivery.created_at} /> · {durationWords(delivery.duration_ms)}
        {delivery.attempts > 1 && ` · ${delivery.attempts} tries`}
      </span>
    </UnstyledButton>
  );
}
