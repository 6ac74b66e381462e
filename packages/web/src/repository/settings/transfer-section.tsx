import { Alert, Button, Group, Text, TextInput } from '@mantine/core';
import type { Repository, RepositoryTransfer } from '@slipway/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Hourglass } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { request } from '../../api/http.ts';
import { repositoryKey, repositoryPath } from '../../api/repository.ts';
import { links } from '../../app/links.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Section } from '../../components/section.tsx';
import { toastDone, toastFailure } from '../../components/toast.ts';
import { useRepository } from '../repository-context.ts';
import { useRepositoryChange } from './use-repository-change.ts';

/** Moves the repository to somebody else, who takes it over or declines. */
export function TransferSection() {
  const repository = useRepository();
  const client = useQueryClient();
  const [namespace, setNamespace] = useState('');
  const [isAsking, setAsking] = useState(false);
  const [, navigate] = useLocation();
  const pending = useQuery({
    queryKey: repositoryKey(repository, 'transfer'),
    queryFn: ({ signal }) =>
      request<{ transfer: RepositoryTransfer | null }>(repositoryPath(repository, '/transfer'), {
        signal,
      }),
  });
  const transfer = async () => {
    const answer = await request<Repository | RepositoryTransfer>(
      repositoryPath(repository, '/transfer'),
      { method: 'POST', body: { namespace } },
    );
    if ('offered_by' in answer) {
      toastDone(`Offered to ${namespace}`);
      await client.invalidateQueries({ queryKey: repositoryKey(repository) });
    } else {
      toastDone(`Moved to ${answer.namespace}`);
      navigate(links.repository(answer, 'settings'), { replace: true });
    }
  };
  const offer = pending.data?.transfer;
  return (
    <Section
      title="Transfer"
      lead="To another account or an organization. Stars, counts and tags come along, the old name goes on working; collaborators, teams’ permissions and webhooks stay behind."
    >
      {offer ? (
        <Offered offer={offer} />
      ) : (
        <form
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            setAsking(true);
          }}
        >
          <Group align="flex-start">
            <TextInput
              aria-label="New namespace"
              placeholder="account or organization"
              value={namespace}
              onChange={(event) => setNamespace(event.currentTarget.value.trim().toLowerCase())}
              autoComplete="off"
              spellCheck={false}
              flex={1}
              maw={420}
            />
            <Button
              type="submit"
              variant="default"
              className="sw-danger-button"
              disabled={namespace === '' || namespace === repository.namespace}
            >
              Transfer
            </Button>
          </Group>
        </form>
      )}
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title="Transfer the repository?"
        confirm="Transfer"
        typed={repository.name}
        onConfirm={transfer}
      >
        <Text>
          <code>
            {repository.namespace}/{repository.name}
          </code>{' '}
          becomes{' '}
          <code>
            {namespace}/{repository.name}
          </code>
          : at once where you may create repositories there, otherwise when it is accepted. Who
          administers it then is decided there.
        </Text>
      </ConfirmDialog>
    </Section>
  );
}

function Offered({ offer }: { offer: RepositoryTransfer }) {
  const withdraw = useRepositoryChange<unknown>('Withdrawn');
  return (
    <Alert icon={<Hourglass size={18} />} title={`Offered as ${offer.target}`}>
      <Group justify="space-between">
        <Text size="sm">
          By {offer.offered_by}, <RelativeTime at={offer.offered_at} />; ends{' '}
          <RelativeTime at={offer.expires_at} />.
        </Text>
        <Button
          size="xs"
          variant="default"
          loading={withdraw.isPending}
          onClick={() =>
            withdraw.mutate({ method: 'DELETE', path: '/transfer' }, { onError: toastFailure })
          }
        >
          Withdraw
        </Button>
      </Group>
    </Alert>
  );
}
