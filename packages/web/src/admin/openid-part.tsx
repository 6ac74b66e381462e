import { Badge, Button, Group } from '@mantine/core';
import { LogIn, Plus } from 'lucide-react';
import { useState } from 'react';
import { type AnswerOf, call } from '../api/client.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FormErrors } from '../components/form-errors.tsx';
import { QueryView } from '../components/query-view.tsx';
import { Section } from '../components/section.tsx';
import { OpenidForm } from './openid-form.tsx';

type Provider = AnswerOf<'openid-provider.read'>;

/** Providers of accounts elsewhere that sign in here. */
export function OpenidPart() {
  const [isAdding, setAdding] = useState(false);
  const query = useCall('openid-provider.list', {});
  return (
    <Section
      title="OpenID providers"
      lead="With OpenID Connect people sign in with the accounts that they have already: at a company’s directory, at a forge."
      actions={
        !isAdding && (
          <Button size="xs" leftSection={<Plus size={14} />} onClick={() => setAdding(true)}>
            Add a provider
          </Button>
        )
      }
    >
      {isAdding && <OpenidForm onClose={() => setAdding(false)} />}
      <QueryView query={query}>
        {({ results }) =>
          results.length === 0 ? (
            !isAdding && (
              <EmptyState icon={<LogIn size={28} />} title="No provider yet">
                Register this hub as a client there first; it gives you an id and a secret.
              </EmptyState>
            )
          ) : (
            <ul className="sw-rows" aria-label="Providers">
              {results.map((provider) => (
                <Row key={provider.slug} provider={provider} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Section>
  );
}

function Row({ provider }: { provider: Provider }) {
  const [isEditing, setEditing] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const params = { slug: provider.slug };
  const check = useChange(() => call('openid-provider.check', { params }));
  const remove = useChange(() => call('openid-provider.delete', { params }), {
    refresh: ['openid-provider', 'session'],
    done: `${provider.name} is removed`,
  });
  return (
    <li>
      <div className="sw-rows-main">
        <div className="sw-rows-title">
          {provider.name}
          {!provider.is_enabled && <Badge className="sw-badge">Off</Badge>}
          {provider.sign_up && <Badge className="sw-badge">Makes accounts</Badge>}
        </div>
        <div className="sw-rows-detail">{provider.issuer}</div>
        <div className="sw-rows-detail">
          Redirection: <code className="sw-break">{provider.redirect_uri}</code>{' '}
          <CopyButton value={provider.redirect_uri} label="redirection address" size="xs" />
        </div>
        {provider.teams.length > 0 && (
          <div className="sw-rows-detail">
            {provider.teams
              .map(({ group, organization, team }) => `${group} → ${organization}/${team}`)
              .join(', ')}
          </div>
        )}
        {check.data && (
          <div className="sw-state" data-state="good" role="status">
            It answers, as {check.data.issuer}
          </div>
        )}
        <FormErrors error={check.error} />
      </div>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          aria-label={`Check ${provider.name}`}
          onClick={() => check.mutate()}
          loading={check.isPending}
        >
          Check
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-label={`Change ${provider.name}`}
          onClick={() => setEditing(!isEditing)}
        >
          Change
        </Button>
        <Button
          size="xs"
          variant="subtle"
          aria-label={`Remove ${provider.name}`}
          onClick={() => setRemoving(true)}
        >
          Remove
        </Button>
      </Group>
      {isEditing && (
        <div className="sw-rows-wide">
          <OpenidForm provider={provider} onClose={() => setEditing(false)} />
        </div>
      )}
      <ConfirmDialog
        opened={isRemoving}
        onClose={() => setRemoving(false)}
        title={`Remove ${provider.name}`}
        confirm="Remove the provider"
        typed={provider.slug}
        onConfirm={async () => {
          await remove.mutateAsync();
        }}
      >
        Accounts stay. Those without a password need a link to choose one before they get in.
      </ConfirmDialog>
    </li>
  );
}
