import { Progress } from '@mantine/core';
import { Link } from 'wouter';
import { useCall } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { formatBytes } from '../format/bytes.ts';
import { Bytes } from './bytes.tsx';
import { EmptyState } from './empty-state.tsx';
import { QueryView } from './query-view.tsx';
import { RelativeTime } from './relative-time.tsx';
import { Section } from './section.tsx';

/** What a namespace uses and may use, and where its bytes lie. */
export function UsageSection({ namespace }: { namespace: string }) {
  const params = { namespace };
  const usage = useCall('quota.read', { params });
  const storage = useCall('storage.namespace', { params });
  return (
    <>
      <Section title="Usage" lead="Against what an administrator allows this namespace.">
        <QueryView query={usage}>
          {({ storage_bytes, repositories, private_repositories }) => (
            <div className="sw-meters">
              <Meter label="Storage" {...storage_bytes} format={formatBytes} />
              <Meter label="Repositories" {...repositories} format={plain} />
              <Meter label="Private repositories" {...private_repositories} format={plain} />
            </div>
          )}
        </QueryView>
      </Section>
      <Section
        title="Storage by repository"
        lead="Layers that several of them have are counted in each, and stored once."
      >
        <QueryView query={storage}>
          {({ repositories, total_bytes, counted_at }) =>
            repositories.length === 0 ? (
              <EmptyState title="Nothing is stored here">
                The figures come with the first push.
              </EmptyState>
            ) : (
              <>
                <ul className="sw-rows" aria-label="Repositories by size">
                  {repositories.map(({ name, total_bytes: bytes }) => (
                    <li key={name}>
                      <Link
                        className="sw-rows-main"
                        href={links.repository(split(name, namespace))}
                      >
                        {name}
                      </Link>
                      <Bytes value={bytes} />
                    </li>
                  ))}
                </ul>
                <p className="sw-quiet">
                  <Bytes value={total_bytes} /> together, each layer once. Counted{' '}
                  <RelativeTime at={counted_at} />.
                </p>
              </>
            )
          }
        </QueryView>
      </Section>
    </>
  );
}

function split(name: string, namespace: string): { namespace: string; name: string } {
  const at = name.indexOf('/');
  return at < 0 ? { namespace, name } : { namespace: name.slice(0, at), name: name.slice(at + 1) };
}

function plain(value: number): string {
  return value.toLocaleString('en');
}

function Meter({
  label,
  used,
  limit,
  format,
}: {
  label: string;
  used: number;
  limit: number | null;
  format: (value: number) => string;
}) {
  const share = limit === null ? 0 : limit === 0 ? 100 : Math.min(100, (used / limit) * 100);
  const words = limit === null ? 'no limit' : `of ${format(limit)}`;
  return (
    <div>
      <p className="sw-meter-words">
        <span>{label}</span>
        <span>
          <strong>{format(used)}</strong> <span className="sw-quiet">{words}</span>
        </span>
      </p>
      {limit !== null && (
        <Progress
          value={share}
          color={share >= 90 ? 'red' : 'harbor'}
          aria-label={`${label}: ${format(used)} ${words}`}
        />
      )}
    </div>
  );
}
