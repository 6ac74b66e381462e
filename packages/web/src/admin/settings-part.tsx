import { TextInput } from '@mantine/core';
import { Search } from 'lucide-react';
import { useState } from 'react';
import type { AnswerOf } from '../api/client.ts';
import { useCall } from '../api/use-call.ts';
import { type Column, DataTable } from '../components/data-table.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { QueryView } from '../components/query-view.tsx';
import { Section } from '../components/section.tsx';

type Setting = AnswerOf<'administration.settings'>['results'][number];

/** The settings in force, and where each comes from. */
export function SettingsPart() {
  const query = useCall('administration.settings', {});
  const [search, setSearch] = useState('');
  return (
    <Section
      title="Settings in force"
      lead={
        <>
          From <code>slipway.yaml</code> and the environment, read at the start: changed there, and
          with a restart. Secrets are hidden.
        </>
      }
    >
      <div className="sw-filters">
        <TextInput
          type="search"
          aria-label="Search settings"
          placeholder="Name or what it is for"
          leftSection={<Search size={16} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </div>
      <QueryView query={query}>
        {({ results }) => {
          const found = results.filter((each) =>
            `${each.key} ${each.about} ${each.environment}`
              .toLowerCase()
              .includes(search.trim().toLowerCase()),
          );
          return found.length === 0 ? (
            <EmptyState title="No setting has these words">
              Search for a part of its name, or of its environment variable.
            </EmptyState>
          ) : (
            <DataTable label="settings" columns={columns} rows={found} rowKey={({ key }) => key} />
          );
        }}
      </QueryView>
    </Section>
  );
}

const columns: readonly Column<Setting>[] = [
  {
    key: 'key',
    header: 'Setting',
    cell: ({ key, about, environment }) => (
      <span className="sw-break">
        <code>{key}</code>
        <span className="sw-below sw-quiet">{about}</span>
        <code className="sw-below sw-quiet">{environment}</code>
      </span>
    ),
  },
  {
    key: 'value',
    header: 'Value',
    cell: ({ value }) =>
      value === null || value === '' ? (
        <span className="sw-quiet">not set</span>
      ) : (
        <code className="sw-break">{Array.isArray(value) ? value.join(', ') : String(value)}</code>
      ),
  },
  {
    key: 'source',
    header: 'From',
    cell: ({ source }) => (
      <span className={source === 'default' ? 'sw-quiet' : 'sw-break'}>{source}</span>
    ),
  },
];
