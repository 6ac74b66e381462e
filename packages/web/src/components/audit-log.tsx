import { Button, Menu, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Download, ScrollText } from 'lucide-react';
import { useState } from 'react';
import { type AnswerOf, call } from '../api/client.ts';
import { apiUrl } from '../api/http.ts';
import { useCall } from '../api/use-call.ts';
import { capitalized } from '../format/capitalized.ts';
import { type Column, DataTable } from './data-table.tsx';
import { EmptyState } from './empty-state.tsx';
import { QueryView } from './query-view.tsx';
import { RelativeTime } from './relative-time.tsx';
import { Section } from './section.tsx';

type AuditLogs = AnswerOf<'audit.list'>;
type AuditLog = AuditLogs['logs'][number];

interface Filter {
  readonly action: string | undefined;
  readonly actor: string | undefined;
  readonly name: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

const pageSize = 25;

/** What was done in a namespace, or (without one) in the whole hub: to filter and to export. */
export function AuditLogSection({ namespace }: { namespace?: string }) {
  const [page, setPage] = useState(1);
  const [texts, setTexts] = useState({ actor: '', name: '', from: '', to: '' });
  const [action, setAction] = useState<string | null>(null);
  const [asked] = useDebouncedValue(texts, 300);
  const filter: Filter = {
    action: action ?? undefined,
    actor: asked.actor.trim() || undefined,
    name: asked.name.trim() || undefined,
    from: startOfDay(asked.from),
    to: endOfDay(asked.to),
  };
  const query = useQuery<AuditLogs>({
    queryKey: ['audit.list', namespace, filter, page],
    queryFn: ({ signal }) => readLogs(namespace, { ...filter, page, page_size: pageSize }, signal),
    placeholderData: keepPreviousData,
  });
  const text = (key: keyof typeof texts) => ({
    value: texts[key],
    onChange: (event: { currentTarget: { value: string } }) => {
      setTexts({ ...texts, [key]: event.currentTarget.value });
      setPage(1);
    },
  });
  return (
    <Section
      title="Audit log"
      lead="Every change and every push: by whom, from where, with what."
      actions={<Export namespace={namespace} filter={filter} />}
    >
      <div className="sw-filters">
        <ActionFilter
          namespace={namespace}
          value={action}
          onChange={(value) => {
            setAction(value);
            setPage(1);
          }}
        />
        <TextInput label="By" placeholder="User name" {...text('actor')} />
        <TextInput label="Of" placeholder="Repository, team, member" {...text('name')} />
        <TextInput label="From" type="date" {...text('from')} />
        <TextInput label="To" type="date" {...text('to')} />
      </div>
      <QueryView query={query}>
        {({ logs, next, previous }) =>
          logs.length === 0 ? (
            <EmptyState icon={<ScrollText size={28} />} title="Nothing was done that fits">
              Ask for less, or for another time.
            </EmptyState>
          ) : (
            <>
              <DataTable
                label="events"
                columns={columns}
                rows={logs}
                rowKey={({ id }) => String(id)}
              />
              <div className="sw-pager">
                <Button
                  size="xs"
                  variant="default"
                  disabled={previous === null}
                  onClick={() => setPage(page - 1)}
                >
                  Newer
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  disabled={next === null}
                  onClick={() => setPage(page + 1)}
                >
                  Older
                </Button>
              </div>
            </>
          )
        }
      </QueryView>
    </Section>
  );
}

function readLogs(
  namespace: string | undefined,
  query: Filter & { page: number; page_size: number },
  signal: AbortSignal,
): Promise<AuditLogs> {
  return namespace === undefined
    ? call('audit.list-all', { query, signal })
    : call('audit.list', { params: { namespace }, query, signal });
}

function startOfDay(date: string): string | undefined {
  return date === '' ? undefined : new Date(`${date}T00:00:00`).toISOString();
}

function endOfDay(date: string): string | undefined {
  return date === '' ? undefined : new Date(`${date}T23:59:59.999`).toISOString();
}

const columns: readonly Column<AuditLog>[] = [
  {
    key: 'what',
    header: 'What',
    cell: ({ action_description, action, name }) => (
      <span className="sw-break">
        {action_description ? capitalized(action_description) : `${action} ${name}`}
      </span>
    ),
  },
  { key: 'who', header: 'By', cell: ({ actor }) => <span className="sw-nowrap">{actor}</span> },
  { key: 'when', header: 'When', cell: ({ timestamp }) => <RelativeTime at={timestamp} /> },
  {
    key: 'where',
    header: 'From',
    cell: ({ address, client }) => (
      <span className="sw-nowrap">
        {address ?? '–'}
        {client && (
          <span className="sw-quiet sw-client" title={client}>
            {client}
          </span>
        )}
      </span>
    ),
  },
];

/** Namespaces say which actions there are; for the whole hub one types a part. */
function ActionFilter({
  namespace,
  value,
  onChange,
}: {
  namespace: string | undefined;
  value: string | null;
  onChange: (value: string | null) => void;
}) {
  const answer = useCall(
    'audit.actions',
    { params: { namespace: namespace ?? '' } },
    { enabled: namespace !== undefined },
  );
  if (namespace === undefined) {
    return (
      <TextInput
        label="Action"
        placeholder="repo.tag"
        value={value ?? ''}
        onChange={(event) => onChange(event.currentTarget.value || null)}
      />
    );
  }
  const groups = Object.entries(answer.data?.actions ?? {}).map(
    ([subject, { label, actions }]) => ({
      group: label,
      items: actions.map((each) => ({ value: `${subject}.${each.name}`, label: each.label })),
    }),
  );
  return (
    <Select
      label="Action"
      placeholder="Any"
      clearable
      searchable
      data={groups}
      value={value}
      onChange={onChange}
    />
  );
}

function Export({ namespace, filter }: { namespace: string | undefined; filter: Filter }) {
  const path = `/v2/auditlogs/${namespace === undefined ? '_all' : encodeURIComponent(namespace)}/export`;
  const name = namespace ?? 'hub';
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<Download size={14} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['csv', 'jsonl'] as const).map((format) => (
          <Menu.Item
            key={format}
            component="a"
            href={apiUrl(path, { ...filter, format })}
            target="_self"
            download={`${name}-audit.${format}`}
          >
            {format === 'csv' ? 'As CSV' : 'As JSON lines'}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
