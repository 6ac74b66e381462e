import type { RepositoryStorage } from '@slipway/api';
import { useQuery } from '@tanstack/react-query';
import { request } from '../../api/http.ts';
import { repositoryKey, repositoryPath } from '../../api/repository.ts';
import { QueryView } from '../../components/query-view.tsx';
import { Section } from '../../components/section.tsx';
import { formatBytes } from '../../format/bytes.ts';
import { counted } from '../../format/count.ts';
import { layerWidths } from '../../format/layer-scale.ts';
import { useRepository } from '../repository-context.ts';

/** What the repository truly takes, and what others have as well. */
export function StorageSection() {
  const repository = useRepository();
  const query = useQuery({
    queryKey: repositoryKey(repository, 'storage'),
    queryFn: ({ signal }) =>
      request<RepositoryStorage>(repositoryPath(repository, '/storage'), { signal }),
  });
  return (
    <Section
      title="Storage"
      lead="Layers are stored once, however many images and repositories have them."
    >
      <QueryView query={query}>{(storage) => <Figures storage={storage} />}</QueryView>
    </Section>
  );
}

function Figures({ storage }: { storage: RepositoryStorage }) {
  const parts = [
    { label: 'Its own', bytes: storage.own_bytes, tone: 0, about: 'freed if it were deleted' },
    { label: 'Shared', bytes: storage.shared_bytes, tone: 1, about: 'in other repositories, too' },
    {
      label: 'No longer named',
      bytes: storage.unreferenced_bytes,
      tone: 3,
      about: 'freed by the next garbage collection',
    },
  ];
  const widths = layerWidths(
    parts.map(({ bytes }) => bytes),
    0,
  );
  return (
    <>
      <div className="sw-layer-bar sw-storage-bar" aria-hidden="true">
        {parts.map(({ label, tone }, index) => (
          <div key={label} data-tone={tone} style={{ width: `${widths[index]}%` }} />
        ))}
      </div>
      <dl className="sw-fact-grid sw-storage-facts">
        {parts.map(({ label, bytes, tone, about }) => (
          <div key={label}>
            <dt>
              <span className="sw-layer-mark" data-tone={tone} aria-hidden="true" /> {label}
            </dt>
            <dd>
              <strong>{formatBytes(bytes)}</strong> <small className="sw-quiet">{about}</small>
            </dd>
          </div>
        ))}
        <div>
          <dt>In all</dt>
          <dd>
            <strong>{formatBytes(storage.total_bytes)}</strong>{' '}
            <small className="sw-quiet">
              {counted(storage.manifests, 'manifest')}, {counted(storage.tags, 'tag')},{' '}
              {counted(storage.blobs, 'blob')}
            </small>
          </dd>
        </div>
      </dl>
    </>
  );
}
