import { Button, Group, Radio, Select, Stack, TextInput } from '@mantine/core';
import type { Repository } from '@slipway/api';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { request } from '../api/http.ts';
import { useSession } from '../api/session.ts';
import { useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { useRegistryHost } from '../app/use-registry-host.ts';
import { useSearchState } from '../app/use-search-state.ts';
import { CopyCommand } from '../components/copy-command.tsx';
import { FormErrors, fieldError } from '../components/form-errors.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { useCreatableNamespaces } from './use-creatable-namespaces.ts';

interface Draft {
  readonly namespace: string;
  readonly name: string;
  readonly description: string;
  readonly is_private: boolean;
}

/** Makes a repository; shows the command that fills it. */
export function NewRepositoryPage() {
  const { user, hub } = useSession();
  const [state] = useSearchState();
  const own = user?.username ?? '';
  const namespaces = useCreatableNamespaces(own);
  const [draft, setDraft] = useState<Draft>({
    namespace: state.get('namespace') ?? own,
    name: '',
    description: '',
    is_private: (user?.defaultVisibility ?? hub?.default_visibility) !== 'public',
  });
  const [, navigate] = useLocation();
  const host = useRegistryHost();
  const create = useChange(
    ({ namespace, ...body }: Draft) =>
      request<Repository>(`/v2/namespaces/${namespace}/repositories`, { method: 'POST', body }),
    {
      refresh: ['repository', 'repositories', 'search', 'namespace'],
      done: (made) => `Made ${made.namespace}/${made.name}`,
      onDone: (made) => navigate(links.repository(made)),
    },
  );
  const change = (values: Partial<Draft>) => setDraft({ ...draft, ...values });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(draft);
  };
  const name = draft.name || '<name>';
  return (
    <div className="sw-page sw-page-narrow">
      <PageHeader
        title="New repository"
        lead="A first push makes one, too: with your default visibility."
      />
      <form onSubmit={submit} className="sw-card">
        <Stack gap="lg">
          <Group align="flex-start" gap="xs" wrap="nowrap" className="sw-name-fields">
            <Select
              label="Namespace"
              data={namespaces}
              value={draft.namespace}
              allowDeselect={false}
              searchable
              onChange={(namespace) => change({ namespace: namespace ?? own })}
            />
            <span className="sw-name-slash" aria-hidden="true">
              /
            </span>
            <TextInput
              label="Name"
              required
              withAsterisk={false}
              value={draft.name}
              onChange={(event) => change({ name: event.currentTarget.value.toLowerCase() })}
              error={fieldError(create.error, 'name')}
              placeholder="my-app"
              autoComplete="off"
              spellCheck={false}
              data-autofocus
              flex={1}
            />
          </Group>
          <TextInput
            label="Short description"
            description="One line, shown in lists and by docker search"
            value={draft.description}
            maxLength={100}
            onChange={(event) => change({ description: event.currentTarget.value })}
            error={fieldError(create.error, 'description')}
          />
          <Radio.Group
            label="Visibility"
            value={draft.is_private ? 'private' : 'public'}
            onChange={(value) => change({ is_private: value === 'private' })}
          >
            <Stack gap="xs" mt="xs">
              <Radio
                value="public"
                label="Public"
                description="Everybody who reaches this hub can find and pull it"
              />
              <Radio
                value="private"
                label="Private"
                description="You, and those you share it with"
              />
            </Stack>
          </Radio.Group>
          <div>
            <p className="sw-quiet sw-label">Then push to it</p>
            <CopyCommand command={`docker push ${host}/${draft.namespace}/${name}:latest`} />
          </div>
          <FormErrors error={create.error} shown={['name', 'description']} />
          <Group justify="flex-end">
            <Button type="submit" loading={create.isPending} disabled={draft.name === ''}>
              Create repository
            </Button>
          </Group>
        </Stack>
      </form>
    </div>
  );
}
