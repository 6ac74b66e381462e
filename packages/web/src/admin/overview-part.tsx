import { Link } from 'wouter';
import { useCall } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { QueryView } from '../components/query-view.tsx';
import { Section } from '../components/section.tsx';
import { Figures } from './figures.tsx';
import { HealthState } from './health-state.tsx';

/** How much there is, and whether all is well. */
export function OverviewPart() {
  const overview = useCall('administration.overview', {});
  const health = useCall('administration.health', {}, { refetchInterval: 15_000 });
  return (
    <>
      <Section title="Is all well?">
        <QueryView query={health}>
          {({ ok, version, jobs }) => (
            <p>
              <HealthState ok={ok} />. Slipway {version}. Jobs that wait:{' '}
              {jobs.waiting.toLocaleString('en')}, that failed:{' '}
              <Link href={links.administration('jobs')}>{jobs.failing.toLocaleString('en')}</Link>.{' '}
              <Link href={links.administration('health')}>More</Link>
            </p>
          )}
        </QueryView>
      </Section>
      <Section title="What there is">
        <QueryView query={overview}>
          {(counts) => (
            <Figures
              figures={[
                ['Accounts', counts.accounts],
                ['Administrators', counts.administrators],
                ['Closed accounts', counts.closed_accounts],
                ['Organizations', counts.organizations],
                ['Repositories', counts.repositories],
                ['Private repositories', counts.private_repositories],
                ['Tags', counts.tags],
                ['Pulls', counts.pulls],
                ['Sessions', counts.sessions],
                ['Access tokens', counts.access_tokens],
              ]}
            />
          )}
        </QueryView>
      </Section>
    </>
  );
}
