import { Button, Group } from '@mantine/core';
import type { OpenidIdentity } from '@slipway/api';
import { Link2 } from 'lucide-react';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FormErrors } from '../components/form-errors.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Section } from '../components/section.tsx';
import { useConfirmation } from '../components/use-confirmation.tsx';

/** Accounts elsewhere that sign in to this one. */
export function LinkedPart() {
  const { hub } = useSession();
  const query = useCall('openid.identities', {});
  const providers = hub?.openid_providers ?? [];
  const [leaving, setLeaving] = useState<OpenidIdentity>();
  const { confirmed, dialog } = useConfirmation();
  const unlink = useChange(
    (id: string) => confirmed(() => call('openid.unlink', { params: { id } })),
    { refresh: ['openid', 'session'], done: 'It signs in here no more' },
  );
  const link = useChange(
    (provider: string) =>
      confirmed(() =>
        call('openid.link', { body: { provider, return_to: links.account('linked') } }),
      ),
    { onDone: ({ location }) => window.location.assign(location) },
  );
  return (
    <Section
      title="Linked accounts"
      lead="Accounts elsewhere with which you sign in here, instead of a password."
    >
      <QueryView query={query}>
        {({ results }) => {
          const others = providers.filter(
            ({ slug }) => !results.some(({ provider }) => provider === slug),
          );
          return (
            <>
              {results.length === 0 ? (
                <EmptyState icon={<Link2 size={28} />} title="No account is linked">
                  {others.length === 0
                    ? 'An administrator can add providers; there is none yet.'
                    : 'Link one, and sign in with it next time.'}
                </EmptyState>
              ) : (
                <ul className="sw-rows" aria-label="Linked accounts">
                  {results.map((identity) => (
                    <li key={identity.id}>
                      <div className="sw-rows-main">
                        <div className="sw-rows-title">{identity.provider_name}</div>
                        <div className="sw-rows-detail">
                          {identity.email ?? identity.subject} · linked{' '}
                          <RelativeTime at={identity.created_at} /> · last used{' '}
                          <RelativeTime at={identity.last_used} />
                        </div>
                      </div>
                      <Button
                        size="xs"
                        variant="default"
                        onClick={() => setLeaving(identity)}
                        aria-label={`Unlink ${identity.provider_name}`}
                      >
                        Unlink
                      </Button>
                    </li>
                  ))}
                </ul>
              )}
              <FormErrors error={link.error} />
              <Group gap="xs" mt="md">
                {others.map(({ slug, name }) => (
                  <Button
                    key={slug}
                    variant="default"
                    onClick={() => link.mutate(slug)}
                    loading={link.isPending && link.variables === slug}
                  >
                    Link {name}
                  </Button>
                ))}
              </Group>
            </>
          );
        }}
      </QueryView>
      <ConfirmDialog
        opened={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        title={`Unlink ${leaving?.provider_name}`}
        confirm="Unlink"
        onConfirm={async () => {
          if (leaving) await unlink.mutateAsync(leaving.id);
        }}
      >
        You sign in with your password or a passkey then; have one of them first.
      </ConfirmDialog>
      {dialog}
    </Section>
  );
}
