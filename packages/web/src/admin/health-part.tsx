import { useCall } from '../api/use-call.ts';
import { Bytes } from '../components/bytes.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Section } from '../components/section.tsx';
import { HealthState } from './health-state.tsx';

interface PartState {
  readonly ok: boolean;
  readonly milliseconds: number;
  readonly problem: string | null;
}

/** Whether each part of the hub works; asked again every few seconds. */
export function HealthPart() {
  const query = useCall('administration.health', {}, { refetchInterval: 5000 });
  return (
    <QueryView query={query}>
      {(health) => (
        <>
          <Section title="Parts" lead="Asked again every five seconds.">
            <ul className="sw-rows" aria-label="Parts of the hub">
              <PartRow
                name="Database"
                state={health.database}
                about={`${health.database.engine} ${health.database.version}`}
              />
              <PartRow name="Content store" state={health.store} about="Layers and manifests" />
              <li>
                <span className="sw-rows-main">
                  <strong>Disk</strong>{' '}
                  <span className="sw-quiet">
                    {health.disk.problem ?? (
                      <>
                        <Bytes value={health.disk.free} /> free of{' '}
                        <Bytes value={health.disk.total} />
                      </>
                    )}
                  </span>
                </span>
                <HealthState ok={health.disk.problem === null} />
              </li>
              <li>
                <span className="sw-rows-main">
                  <strong>Workers</strong>{' '}
                  <span className="sw-quiet">
                    {health.workers.running} of {health.workers.wanted} run, restarted{' '}
                    {health.workers.restarts} times
                  </span>
                </span>
                <HealthState ok={health.workers.running >= health.workers.wanted} />
              </li>
            </ul>
          </Section>
          <Section title="Process">
            <dl className="sw-facts">
              <dt>Slipway</dt>
              <dd>{health.version}</dd>
              <dt>Node</dt>
              <dd>
                {health.node} on {health.platform}
              </dd>
              <dt>Started</dt>
              <dd>
                <RelativeTime at={health.started_at} />
              </dd>
              <dt>Memory</dt>
              <dd>
                <Bytes value={health.memory.used} /> of <Bytes value={health.memory.total} />
              </dd>
              <dt>Database’s size</dt>
              <dd>
                <Bytes value={health.database.size} />
              </dd>
            </dl>
          </Section>
        </>
      )}
    </QueryView>
  );
}

function PartRow({ name, state, about }: { name: string; state: PartState; about: string }) {
  return (
    <li>
      <span className="sw-rows-main">
        <strong>{name}</strong>{' '}
        <span className="sw-quiet">
          {state.problem ?? about} · {Math.round(state.milliseconds)} ms
        </span>
      </span>
      <HealthState ok={state.ok} />
    </li>
  );
}
