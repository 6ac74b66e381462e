import { Button, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Badge } from '@slipway/api';
import { Search } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { call } from '../api/client.ts';
import { useSearchResults } from '../api/search.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { FormErrors } from '../components/form-errors.tsx';
import { QueryView } from '../components/query-view.tsx';
import { Section } from '../components/section.tsx';
import { toastFailure } from '../components/toast.ts';

const choices: { value: Badge; label: string }[] = [
  { value: 'none', label: 'No badge' },
  { value: 'official', label: 'Official' },
  { value: 'verified_publisher', label: 'Verified publisher' },
  { value: 'open_source', label: 'Open source' },
];

/** What administrators vouch for: repositories, or all of a namespace. */
export function BadgesPart() {
  return (
    <>
      <NamespaceBadge />
      <RepositoryBadges />
    </>
  );
}

function NamespaceBadge() {
  const [name, setName] = useState('');
  const [namespace, setNamespace] = useState('');
  const query = useCall(
    'namespace.read-badge',
    { params: { namespace } },
    { enabled: namespace !== '' },
  );
  const set = useChange(
    (badge: Badge) => call('namespace.set-badge', { params: { namespace }, body: { badge } }),
    {
      refresh: ['namespace', 'repository', 'search'],
      done: `The badge of ${namespace} is set`,
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setNamespace(name.trim());
  };
  return (
    <Section
      title="A namespace’s badge"
      lead="All of its repositories have it that have none of their own: for publishers whom you know."
    >
      <form onSubmit={submit}>
        <Group align="flex-end" gap="xs">
          <TextInput
            label="Namespace"
            autoCapitalize="none"
            spellCheck={false}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={name.trim() === ''}>
            Look
          </Button>
        </Group>
      </form>
      {namespace !== '' && (
        <QueryView query={query}>
          {({ badge }) => (
            <Group mt="md" gap="sm">
              <Link href={links.namespace(namespace)}>{namespace}</Link>
              <Select
                aria-label={`Badge of ${namespace}`}
                allowDeselect={false}
                data={choices}
                value={badge}
                disabled={set.isPending}
                onChange={(value) => set.mutate(value as Badge)}
              />
            </Group>
          )}
        </QueryView>
      )}
      <FormErrors error={set.error} />
    </Section>
  );
}

function RepositoryBadges() {
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 250);
  const query = useSearchResults({ query: search, size: 25 });
  return (
    <Section title="Repositories’ badges">
      <div className="sw-filters">
        <TextInput
          type="search"
          aria-label="Search repositories for their badges"
          placeholder="Name or description"
          leftSection={<Search size={16} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <QueryView query={query}>
        {({ results }) =>
          results.length === 0 ? (
            <EmptyState title="No repository fits">Search for other words.</EmptyState>
          ) : (
            <ul className="sw-rows" aria-label="Repositories">
              {results.map(({ name, badge, short_description }) => (
                <RepositoryRow key={name} name={name} badge={badge} about={short_description} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Section>
  );
}

function RepositoryRow({
  name,
  badge,
  about,
}: {
  name: string;
  badge: string | null;
  about: string;
}) {
  const [namespace = '', repository = ''] = name.includes('/')
    ? name.split('/')
    : ['library', name];
  const set = useChange(
    (wanted: Badge) =>
      call('repository.set-badge', { params: { namespace, repository }, body: { badge: wanted } }),
    { refresh: ['repository', 'search', 'namespace'], done: `The badge of ${name} is set` },
  );
  return (
    <li>
      <div className="sw-rows-main">
        <Link href={links.repository({ namespace, name: repository })}>{name}</Link>
        <div className="sw-rows-detail">{about}</div>
      </div>
      <Select
        size="xs"
        aria-label={`Badge of ${name}`}
        allowDeselect={false}
        data={choices}
        value={badge ?? 'none'}
        disabled={set.isPending}
        onChange={(value) => set.mutate(value as Badge, { onError: toastFailure })}
      />
    </li>
  );
}
