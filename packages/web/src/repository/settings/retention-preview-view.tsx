import { Alert, Stack, Text } from '@mantine/core';
import type { RetentionPolicy, RetentionPreview } from '@slipway/api';
import { useQuery } from '@tanstack/react-query';
import { ListChecks } from 'lucide-react';
import { request } from '../../api/http.ts';
import { repositoryKey, repositoryPath } from '../../api/repository.ts';
import { QueryView } from '../../components/query-view.tsx';
import { formatBytes } from '../../format/bytes.ts';
import { counted } from '../../format/count.ts';
import { shortDigest } from '../../format/digest.ts';
import { useRepository } from '../repository-context.ts';

/** What rules would delete now, and why. Nothing is deleted. */
export function RetentionPreviewView({ policy }: { policy: RetentionPolicy }) {
  const repository = useRepository();
  const query = useQuery({
    queryKey: repositoryKey(repository, 'retention-preview', policy),
    queryFn: ({ signal }) =>
      request<RetentionPreview>(repositoryPath(repository, '/retention/preview'), {
        method: 'POST',
        body: { policy },
        signal,
      }),
    gcTime: 0,
  });
  return (
    <QueryView query={query}>
      {(preview) => (
        <Alert icon={<ListChecks size={18} />} title={titleOf(preview)} role="status">
          <Stack gap="sm">
            <Text size="sm">
              {counted(preview.kept_tags, 'tag')} would stay; {formatBytes(preview.reclaimed_bytes)}{' '}
              would be freed. Nothing was deleted.
            </Text>
            {preview.tags.length + preview.manifests.length > 0 && (
              <ul className="sw-lines sw-preview-list">
                {preview.tags.map((tag) => (
                  <li key={tag.name}>
                    <code>{tag.name}</code>
                    <span className="sw-quiet">{tag.reason}</span>
                  </li>
                ))}
                {preview.manifests.map((manifest) => (
                  <li key={manifest.digest}>
                    <code>{shortDigest(manifest.digest)}</code>
                    <span className="sw-quiet">{manifest.reason}</span>
                  </li>
                ))}
              </ul>
            )}
          </Stack>
        </Alert>
      )}
    </QueryView>
  );
}

function titleOf({ tag_count, manifest_count }: RetentionPreview): string {
  if (tag_count + manifest_count === 0) return 'Nothing would go now';
  return `${counted(tag_count, 'tag')} and ${counted(manifest_count, 'image')} would go now`;
}
