import { Link } from 'wouter';
import { useCall } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { Bytes } from '../components/bytes.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Section } from '../components/section.tsx';
import { Figures } from './figures.tsx';

/** What all content takes, and whose it is. */
export function StoragePart() {
  const query = useCall('storage.hub', {});
  return (
    <QueryView query={query}>
      {(storage) => (
        <>
          <Section
            title="Storage"
            lead={
              <>
                Counted <RelativeTime at={storage.counted_at} />. Each layer is stored once, however
                many repositories have it.
              </>
            }
          >
            <Figures
              figures={[
                ['Stored', <Bytes key="bytes" value={storage.bytes} />],
                ['With every link counted', <Bytes key="linked" value={storage.linked_bytes} />],
                ['To be collected', <Bytes key="garbage" value={storage.garbage_bytes} />],
                ['Blobs', storage.blobs],
                ['Manifests', storage.manifests],
                ['Tags', storage.tags],
                ['Repositories', storage.repositories],
              ]}
            />
            <p>
              What nothing links goes with the next{' '}
              <Link href={links.administration('garbage-collection')}>garbage collection</Link>.
            </p>
          </Section>
          <Section title="By namespace">
            {storage.namespaces.length === 0 ? (
              <EmptyState title="Nothing is stored yet">
                The figures come with the first push.
              </EmptyState>
            ) : (
              <ul className="sw-rows" aria-label="Namespaces by size">
                {storage.namespaces.map(({ name, total_bytes }) => (
                  <li key={name}>
                    <Link className="sw-rows-main" href={links.namespace(name)}>
                      {name}
                    </Link>
                    <Bytes value={total_bytes} />
                  </li>
                ))}
              </ul>
            )}
          </Section>
        </>
      )}
    </QueryView>
  );
}
