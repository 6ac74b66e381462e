import { Text } from '@mantine/core';
import type { Page } from '@slipway/api';
import { useQuery } from '@tanstack/react-query';
import { request } from '../../api/http.ts';
import { repositoryKey, repositoryPath } from '../../api/repository.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { formatBytes } from '../../format/bytes.ts';
import { counted } from '../../format/count.ts';
import { useRepository } from '../repository-context.ts';

interface RetentionRun {
  readonly id: number;
  readonly at: string;
  readonly tags: number;
  readonly manifests: number;
  readonly reclaimed_bytes: number;
}

/** What the rules deleted lately. */
export function RetentionRuns() {
  const repository = useRepository();
  const query = useQuery({
    queryKey: repositoryKey(repository, 'retention-runs'),
    queryFn: ({ signal }) =>
      request<Page<RetentionRun>>(repositoryPath(repository, '/retention/runs'), {
        query: { page_size: 5 },
        signal,
      }),
  });
  const runs = query.data?.results ?? [];
  if (runs.length === 0) return null;
  return (
    <div className="sw-section-below">
      <Text fw={600} size="sm" mb={4}>
        What went lately
      </Text>
      <ul className="sw-lines">
        {runs.map((run) => (
          <li key={run.id}>
            <span>
              {counted(run.tags, 'tag')}, {counted(run.manifests, 'image')}
            </span>
            <span className="sw-row-facts">
              {formatBytes(run.reclaimed_bytes)} <RelativeTime at={run.at} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
