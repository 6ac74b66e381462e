import { Button, Group, Text } from '@mantine/core';
import { PackageCheck } from 'lucide-react';
import { useLocation } from 'wouter';
import { call } from '../api/client.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { toastFailure } from '../components/toast.ts';

/** Repositories that others offer: taken over or declined here. Nothing where there is none. */
export function TransferOffers() {
  const offers = useCall('repository.list-offers', { query: { page_size: 20 } });
  const [, navigate] = useLocation();
  const refresh = ['repository', 'repositories'];
  const accept = useChange(
    (id: number) => call('repository.accept-offer', { params: { id: String(id) } }),
    {
      refresh,
      done: 'The repository is yours',
      onDone: (answer) => navigate(links.repository(answer)),
    },
  );
  const decline = useChange(
    (id: number) => call('repository.decline-offer', { params: { id: String(id) } }),
    { refresh, done: 'Declined' },
  );
  return offers.data?.results.map((offer) => (
    <Group key={offer.id} className="sw-card sw-offer" justify="space-between">
      <Group gap="sm" wrap="nowrap">
        <PackageCheck size={20} aria-hidden="true" />
        <Text>
          <strong>{offer.offered_by}</strong> offers you <code>{offer.repository}</code> as{' '}
          <code>{offer.target}</code>.
        </Text>
      </Group>
      <Group gap="xs">
        <Button
          variant="default"
          size="xs"
          loading={decline.isPending}
          onClick={() => decline.mutate(offer.id, { onError: toastFailure })}
        >
          Decline
        </Button>
        <Button
          size="xs"
          loading={accept.isPending}
          onClick={() => accept.mutate(offer.id, { onError: toastFailure })}
        >
          Take it over
        </Button>
      </Group>
    </Group>
  ));
}
