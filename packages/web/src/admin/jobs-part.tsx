import { Button, Group, Select } from '@mantine/core';
import { ListChecks } from 'lucide-react';
import { useState } from 'react';
import { type AnswerOf, call } from '../api/client.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { type Column, DataTable } from '../components/data-table.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Pagination } from '../components/pagination.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Section } from '../components/section.tsx';
import { toastFailure } from '../components/toast.ts';
import { PeriodicJobs } from './periodic-jobs.tsx';

type Topic = AnswerOf<'job.list'>['topics'][number];
type Failed = AnswerOf<'job.failed'>['results'][number];

const pageSize = 20;

/** What the hub does beside answering. */
export function JobsPart() {
  const topics = useCall('job.list', {}, { refetchInterval: 5000 });
  return (
    <>
      <Section
        title="Jobs"
        lead="What follows a change: webhooks, mail, figures, indexes. Each is done at least once, also after a crash."
      >
        <QueryView query={topics}>
          {(answer) =>
            answer.topics.length === 0 ? (
              <EmptyState icon={<ListChecks size={28} />} title="Nothing was ever to be done">
                Jobs come with the first push.
              </EmptyState>
            ) : (
              <DataTable
                label="topics"
                columns={topicColumns}
                rows={answer.topics}
                rowKey={({ topic }) => topic}
              />
            )
          }
        </QueryView>
      </Section>
      <FailedJobs topics={topics.data?.topics.map(({ topic }) => topic) ?? []} />
      <PeriodicJobs />
    </>
  );
}

const number = (value: number) => <span className="sw-tabular">{value.toLocaleString('en')}</span>;

const topicColumns: readonly Column<Topic>[] = [
  {
    key: 'topic',
    header: 'Topic',
    cell: ({ topic, is_handled }) => (
      <span className="sw-break">
        <code>{topic}</code>
        {!is_handled && <span className="sw-quiet"> (nothing here handles it)</span>}
      </span>
    ),
  },
  { key: 'waiting', header: 'Waiting', align: 'right', cell: ({ waiting }) => number(waiting) },
  { key: 'running', header: 'Under way', align: 'right', cell: ({ running }) => number(running) },
  { key: 'failed', header: 'Failed', align: 'right', cell: ({ failed }) => number(failed) },
  {
    key: 'oldest',
    header: 'Oldest',
    cell: ({ oldest }) => <RelativeTime at={oldest} absent="–" />,
  },
];

function FailedJobs({ topics }: { topics: readonly string[] }) {
  const [page, setPage] = useState(1);
  const [topic, setTopic] = useState<string | null>(null);
  const query = useCall(
    'job.failed',
    { query: { page, page_size: pageSize, topic: topic ?? undefined } },
    { keepPrevious: true },
  );
  return (
    <Section title="Failed too often" lead="They wait for you: try them again, or let them be.">
      <div className="sw-filters">
        <Select
          aria-label="Topic"
          placeholder="Every topic"
          clearable
          data={[...topics]}
          value={topic}
          onChange={(value) => {
            setTopic(value);
            setPage(1);
          }}
        />
      </div>
      <QueryView query={query}>
        {({ results, count }) =>
          count === 0 ? (
            <EmptyState icon={<ListChecks size={28} />} title="No job has failed for good">
              One is tried for a while before it comes here.
            </EmptyState>
          ) : (
            <>
              <ul className="sw-rows" aria-label="Failed jobs">
                {results.map((job) => (
                  <FailedRow key={job.id} job={job} />
                ))}
              </ul>
              <Pagination
                page={page}
                pageSize={pageSize}
                count={count}
                onChange={setPage}
                label="failed jobs"
              />
            </>
          )
        }
      </QueryView>
    </Section>
  );
}

function FailedRow({ job }: { job: Failed }) {
  const params = { job_id: String(job.id) };
  const refresh = ['job', 'administration'];
  const retry = useChange(() => call('job.retry', { params }), {
    refresh,
    done: 'It is tried again',
  });
  const discard = useChange(() => call('job.discard', { params }), { refresh, done: 'Forgotten' });
  const name = `${job.topic} ${job.key}`;
  return (
    <li>
      <div className="sw-rows-main">
        <div className="sw-rows-title">
          <code>{job.topic}</code> {job.key}
        </div>
        <div className="sw-rows-detail">{job.error}</div>
        <div className="sw-rows-detail">
          {job.attempts} tries, the last <RelativeTime at={job.failed_at} /> · asked for{' '}
          <RelativeTime at={job.created_at} />
        </div>
        <details>
          <summary>What it was to do</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable */}
          <pre className="sw-code-block" tabIndex={0}>
            {JSON.stringify(job.payload, null, 2)}
          </pre>
        </details>
      </div>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          aria-label={`Try ${name} again`}
          onClick={() => retry.mutate(undefined, { onError: toastFailure })}
          loading={retry.isPending}
        >
          Try again
        </Button>
        <Button
          size="xs"
          variant="subtle"
          aria-label={`Forget ${name}`}
          onClick={() => discard.mutate(undefined, { onError: toastFailure })}
          loading={discard.isPending}
        >
          Forget
        </Button>
      </Group>
    </li>
  );
}
