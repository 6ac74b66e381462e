import { Button } from '@mantine/core';
import type { PeriodicJobState } from '@slipway/api';
import { call } from '../api/client.ts';
import { useCall, useChange } from '../api/use-call.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Section } from '../components/section.tsx';
import { toastFailure } from '../components/toast.ts';
import { spanWords } from './span-words.ts';

/** What the hub does now and then, when it was done, and a button to do it now. */
export function PeriodicJobs() {
  const query = useCall('job.periodic', {}, { refetchInterval: 5000 });
  return (
    <Section title="Now and then">
      <QueryView query={query}>
        {({ jobs }) =>
          jobs.length === 0 ? (
            <EmptyState title="Nothing is done now and then">
              This hub has no periodic jobs.
            </EmptyState>
          ) : (
            <ul className="sw-rows" aria-label="Periodic jobs">
              {jobs.map((job) => (
                <Row key={job.name} job={job} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Section>
  );
}

function Row({ job }: { job: PeriodicJobState }) {
  const run = useChange(() => call('job.run', { params: { job_name: job.name } }), {
    refresh: ['job'],
    done: `${job.name} begins`,
  });
  return (
    <li>
      <div className="sw-rows-main">
        <div className="sw-rows-title">
          <code>{job.name}</code>
        </div>
        <div className="sw-rows-detail">{job.about}</div>
        <div className="sw-rows-detail">
          Every {spanWords(job.every_seconds)} · next{' '}
          <RelativeTime at={job.next_at} absent="not planned" /> · last{' '}
          <RelativeTime at={job.last_finished_at} />
          {job.last_outcome && (
            <>
              {' '}
              <span
                className="sw-state"
                data-state={job.last_outcome === 'failed' ? 'bad' : 'good'}
              >
                {job.last_outcome}
              </span>
            </>
          )}
          {job.last_result && `: ${job.last_result}`}
        </div>
      </div>
      <Button
        size="xs"
        variant="default"
        aria-label={`Run ${job.name} now`}
        disabled={job.is_running}
        onClick={() => run.mutate(undefined, { onError: toastFailure })}
        loading={run.isPending}
      >
        {job.is_running ? 'Under way' : 'Run now'}
      </Button>
    </li>
  );
}
