import { Button, Group, Stack, TextInput } from '@mantine/core';
import type { NamespaceUsage } from '@slipway/api';
import { Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { call } from '../api/client.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { Bytes } from '../components/bytes.tsx';
import { type Column, DataTable } from '../components/data-table.tsx';
import { Dialog } from '../components/dialog.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FormErrors } from '../components/form-errors.tsx';
import { Pagination } from '../components/pagination.tsx';
import { QueryView } from '../components/query-view.tsx';
import { Section } from '../components/section.tsx';
import { quotaLimit, quotaText } from './quota-values.ts';

const pageSize = 25;

/** Accounts' and organizations' namespaces: what each uses, and may. */
export function NamespacesPart() {
  const [page, setPage] = useState(1);
  const [limited, setLimited] = useState<NamespaceUsage>();
  const query = useCall(
    'quota.list',
    { query: { page, page_size: pageSize } },
    { keepPrevious: true },
  );
  return (
    <Section
      title="Namespaces"
      lead="Users’ and organizations’, the largest first. Administrators look after each organization as its owners do."
      actions={
        <Button
          component={Link}
          href={links.newOrganization}
          size="xs"
          leftSection={<Plus size={14} />}
        >
          New organization
        </Button>
      }
    >
      <QueryView query={query}>
        {({ results, count }) =>
          count === 0 ? (
            <EmptyState title="No namespace yet">
              They come with users and organizations.
            </EmptyState>
          ) : (
            <>
              <DataTable
                label="namespaces"
                columns={columns(setLimited)}
                rows={results}
                rowKey={({ namespace }) => namespace}
              />
              <Pagination
                page={page}
                pageSize={pageSize}
                count={count}
                onChange={setPage}
                label="namespaces"
              />
            </>
          )
        }
      </QueryView>
      <Dialog
        opened={limited !== undefined}
        onClose={() => setLimited(undefined)}
        title={`Limits of ${limited?.namespace}`}
      >
        {limited && <QuotaForm usage={limited} onClose={() => setLimited(undefined)} />}
      </Dialog>
    </Section>
  );
}

function columns(onLimit: (usage: NamespaceUsage) => void): Column<NamespaceUsage>[] {
  return [
    {
      key: 'name',
      header: 'Namespace',
      cell: ({ namespace }) => (
        <Link href={links.namespace(namespace)} className="sw-break">
          {namespace}
        </Link>
      ),
    },
    {
      key: 'bytes',
      header: 'Storage',
      align: 'right',
      cell: ({ storage_bytes: { used, limit } }) => (
        <>
          <Bytes value={used} />
          {limit !== null && (
            <span className="sw-quiet">
              {' '}
              of <Bytes value={limit} />
            </span>
          )}
        </>
      ),
    },
    {
      key: 'repositories',
      header: 'Repositories',
      align: 'right',
      cell: ({ repositories: { used, limit } }) => (
        <span className="sw-nowrap">
          {used.toLocaleString('en')}
          {limit !== null && <span className="sw-quiet"> of {limit.toLocaleString('en')}</span>}
        </span>
      ),
    },
    {
      key: 'actions',
      header: '',
      align: 'right',
      cell: (usage) => (
        <Button
          size="xs"
          variant="default"
          aria-label={`Limits of ${usage.namespace}`}
          onClick={() => onLimit(usage)}
        >
          Limits
        </Button>
      ),
    },
  ];
}

function QuotaForm({ usage, onClose }: { usage: NamespaceUsage; onClose: () => void }) {
  const [storage, setStorage] = useState(quotaText(usage.storage_bytes.limit, 'bytes'));
  const [all, setAll] = useState(quotaText(usage.repositories.limit, 'count'));
  const [hidden, setHidden] = useState(quotaText(usage.private_repositories.limit, 'count'));
  const limits = {
    storage_bytes: quotaLimit(storage, 'bytes'),
    repositories: quotaLimit(all, 'count'),
    private_repositories: quotaLimit(hidden, 'count'),
  };
  const isWrong = Object.values(limits).includes(undefined);
  const params = { namespace: usage.namespace };
  const options = { refresh: ['quota'], done: 'Limits set', onDone: onClose };
  const save = useChange(() => call('quota.set', { params, body: limits }), options);
  const reset = useChange(
    () =>
      call('quota.set', {
        params,
        body: {
          storage_bytes: 'default',
          repositories: 'default',
          private_repositories: 'default',
        },
      }),
    options,
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const wrong = (limit: number | null | undefined) =>
    limit === undefined ? 'A number, or nothing for no limit' : undefined;
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <p className="sw-quiet">Nothing in a field: no limit. What is there already stays.</p>
        <TextInput
          label="Storage, GiB"
          inputMode="decimal"
          value={storage}
          onChange={(event) => setStorage(event.currentTarget.value)}
          error={wrong(limits.storage_bytes)}
        />
        <TextInput
          label="Repositories"
          inputMode="numeric"
          value={all}
          onChange={(event) => setAll(event.currentTarget.value)}
          error={wrong(limits.repositories)}
        />
        <TextInput
          label="Private repositories"
          inputMode="numeric"
          value={hidden}
          onChange={(event) => setHidden(event.currentTarget.value)}
          error={wrong(limits.private_repositories)}
        />
        <FormErrors error={save.error ?? reset.error} />
        <Group justify="space-between">
          <Button
            variant="subtle"
            disabled={!usage.is_custom}
            onClick={() => reset.mutate()}
            loading={reset.isPending}
          >
            As the hub has them
          </Button>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={isWrong} loading={save.isPending}>
              Set
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}
