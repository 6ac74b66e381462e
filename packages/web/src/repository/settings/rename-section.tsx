import { ActionIcon, Button, Group, Text, TextInput, Tooltip } from '@mantine/core';
import type { RepositoryAlias } from '@slipway/api';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { request } from '../../api/http.ts';
import { repositoryKey, repositoryPath } from '../../api/repository.ts';
import { links } from '../../app/links.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { FormErrors, fieldError } from '../../components/form-errors.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Section } from '../../components/section.tsx';
import { useRepository } from '../repository-context.ts';
import { useRepositoryChange } from './use-repository-change.ts';

/** Another name; the former ones go on working until they are removed. */
export function RenameSection() {
  const repository = useRepository();
  const [name, setName] = useState(repository.name);
  const [, navigate] = useLocation();
  const change = useRepositoryChange('Renamed', (renamed) =>
    navigate(links.repository(renamed, 'settings'), { replace: true }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ method: 'POST', path: '/rename', body: { name } });
  };
  return (
    <Section
      title="Name"
      lead="After a rename the old name goes on working: pulls and pushes reach the repository, and pages lead to the new one."
    >
      <form onSubmit={submit}>
        <Group align="flex-start">
          <TextInput
            aria-label="Name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value.toLowerCase())}
            leftSection={<span className="sw-quiet">/</span>}
            error={fieldError(change.error, 'name')}
            autoComplete="off"
            spellCheck={false}
            flex={1}
            maw={420}
          />
          <Button type="submit" loading={change.isPending} disabled={name === repository.name}>
            Rename
          </Button>
        </Group>
        <FormErrors error={change.error} shown={['name']} />
      </form>
      <FormerNames />
    </Section>
  );
}

function FormerNames() {
  const repository = useRepository();
  const [removing, setRemoving] = useState<string>();
  const query = useQuery({
    queryKey: repositoryKey(repository, 'aliases'),
    queryFn: ({ signal }) =>
      request<{ results: RepositoryAlias[] }>(repositoryPath(repository, '/aliases'), { signal }),
  });
  const change = useRepositoryChange<unknown>('The name leads nowhere any more');
  const names = query.data?.results ?? [];
  if (names.length === 0) return null;
  return (
    <div className="sw-section-below">
      <Text fw={600} size="sm" mb={4}>
        Former names that lead here
      </Text>
      <ul className="sw-lines">
        {names.map((alias) => (
          <li key={alias.name}>
            <code>{alias.name}</code>
            <span className="sw-row-facts">
              since <RelativeTime at={alias.created_at} />
              <Tooltip label="Let it lead nowhere">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={`Remove the former name ${alias.name}`}
                  onClick={() => setRemoving(alias.name)}
                >
                  <X size={14} />
                </ActionIcon>
              </Tooltip>
            </span>
          </li>
        ))}
      </ul>
      <ConfirmDialog
        opened={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        title="Remove the former name?"
        confirm="Remove"
        onConfirm={async () => {
          await change.mutateAsync({ method: 'DELETE', path: `/aliases/${removing}` });
        }}
      >
        <Text>
          Whoever still pulls <code>{removing}</code> gets an error from then on.
        </Text>
      </ConfirmDialog>
    </div>
  );
}
