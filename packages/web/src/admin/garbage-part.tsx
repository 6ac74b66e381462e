import { Alert, Button, Group } from '@mantine/core';
import { Recycle } from 'lucide-react';
import { useState } from 'react';
import { type AnswerOf, call } from '../api/client.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { Bytes } from '../components/bytes.tsx';
import { type Column, DataTable } from '../components/data-table.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FormErrors } from '../components/form-errors.tsx';
import { Pagination } from '../components/pagination.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Section } from '../components/section.tsx';

const pageSize = 20;

type Runs = AnswerOf<'garbage.runs'>;
type Run = Runs['results'][number];

/** What nothing needs any more: to be looked at, collected, and what was. */
export function GarbagePart() {
  const [page, setPage] = useState(1);
  // Quicker while one is under way.
  const [isRunning, setRunning] = useState(false);
  const query = useCall(
    'garbage.runs',
    { query: { page, page_size: pageSize } },
    { keepPrevious: true, refetchInterval: isRunning ? 2000 : false },
  );
  const unfinished = query.data?.results.some(({ finished_at }) => finished_at === null) ?? false;
  if (unfinished !== isRunning) setRunning(unfinished);
  const refresh = ['garbage', 'storage'];
  const look = useChange(() => call('garbage.collect', { body: { dry_run: true } }), { refresh });
  const collect = useChange(() => call('garbage.collect', { body: { dry_run: false } }), {
    refresh,
    done: 'A collection begins',
  });
  const would = look.data as Run | undefined;
  return (
    <>
      <Section
        title="Garbage collection"
        lead="Removes what no repository links, after a while in which a push may still need it. Nothing stops meanwhile: pushes and pulls go on."
      >
        <Group gap="xs">
          <Button variant="default" onClick={() => look.mutate()} loading={look.isPending}>
            See what it would free
          </Button>
          <Button onClick={() => collect.mutate()} loading={collect.isPending}>
            Collect now
          </Button>
        </Group>
        <FormErrors error={look.error ?? collect.error} />
        {would && (
          <Alert mt="md" role="status" title="What a collection would do now">
            It would free <Bytes value={would.bytes} />: {would.blobs.toLocaleString('en')} blobs
            and manifests
            {would.orphans > 0 && `, ${would.orphans.toLocaleString('en')} files without an entry`}.{' '}
            {would.unlinked.toLocaleString('en')} links of repositories would go.
          </Alert>
        )}
      </Section>
      <Section title="Former runs">
        <QueryView query={query}>
          {({ results, count }) =>
            count === 0 ? (
              <EmptyState icon={<Recycle size={28} />} title="None yet">
                Collections run by themselves now and then; you can begin one above.
              </EmptyState>
            ) : (
              <>
                <DataTable
                  label="collections"
                  columns={columns}
                  rows={results}
                  rowKey={({ id }) => String(id)}
                />
                <Pagination
                  page={page}
                  pageSize={pageSize}
                  count={count}
                  onChange={setPage}
                  label="collections"
                />
              </>
            )
          }
        </QueryView>
      </Section>
    </>
  );
}

const columns: readonly Column<Run>[] = [
  {
    key: 'when',
    header: 'Begun',
    cell: ({ started_at, dry_run }) => (
      <>
        <RelativeTime at={started_at} />
        {dry_run && <span className="sw-quiet"> (only looked)</span>}
      </>
    ),
  },
  {
    key: 'outcome',
    header: 'Outcome',
    cell: ({ error, finished_at }) => (
      <span
        className="sw-state"
        data-state={error ? 'bad' : finished_at === null ? 'waiting' : 'good'}
        title={error ?? undefined}
      >
        {error ?? (finished_at === null ? 'Under way' : 'Done')}
      </span>
    ),
  },
  { key: 'bytes', header: 'Freed', align: 'right', cell: ({ bytes }) => <Bytes value={bytes} /> },
  {
    key: 'blobs',
    header: 'Blobs',
    align: 'right',
    cell: ({ blobs }) => blobs.toLocaleString('en'),
  },
  {
    key: 'unlinked',
    header: 'Links',
    align: 'right',
    cell: ({ unlinked }) => unlinked.toLocaleString('en'),
    hideOnPhone: true,
  },
];
