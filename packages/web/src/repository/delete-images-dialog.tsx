import { Alert, Checkbox, List, Stack, Text } from '@mantine/core';
import type { DeletedImages } from '@slipway/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Info } from 'lucide-react';
import { useState } from 'react';
import { deleteImages, repositoryKey } from '../api/repository.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { ListSkeleton, QueryView } from '../components/query-view.tsx';
import { toastDone } from '../components/toast.ts';
import { formatBytes } from '../format/bytes.ts';
import { counted } from '../format/count.ts';
import { shortDigest } from '../format/digest.ts';
import { useRepository } from './repository-context.ts';

/** Deletes tags and manifests, after saying what goes, what stays and what is freed. */
export function DeleteImagesDialog({
  opened,
  onClose,
  onDeleted,
  tags = [],
  digests = [],
  imagesOfTags,
}: {
  opened: boolean;
  onClose: () => void;
  onDeleted?: () => void;
  tags?: readonly string[];
  digests?: readonly string[];
  /** What the tags name: deleted with them if asked for. */
  imagesOfTags?: readonly string[];
}) {
  const repository = useRepository();
  const client = useQueryClient();
  const [withImages, setWithImages] = useState(false);
  const what = { tags, digests: withImages ? (imagesOfTags ?? []) : digests };
  const preview = useQuery({
    queryKey: repositoryKey(repository, 'delete-preview', what),
    queryFn: () => deleteImages(repository, { ...what, dry_run: true }),
    enabled: opened,
    gcTime: 0,
  });
  const nothing = preview.data?.tags.length === 0 && preview.data.manifests.length === 0;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={nothing ? 'Nothing can be deleted' : 'Delete for good?'}
      confirm="Delete"
      onConfirm={async () => {
        const done = await deleteImages(repository, { ...what, dry_run: false });
        toastDone(
          `Deleted ${counted(done.tags.length, 'tag')}, ${formatBytes(done.reclaimed_bytes)} freed`,
        );
        onDeleted?.();
        await client.invalidateQueries({ queryKey: repositoryKey(repository) });
      }}
    >
      <Stack gap="md">
        <QueryView query={preview} skeleton={<ListSkeleton rows={2} />}>
          {(deletion) => <Preview deletion={deletion} />}
        </QueryView>
        {imagesOfTags && imagesOfTags.length > 0 && (
          <Checkbox
            label="Delete their images, too"
            description="With every other tag that names them. Otherwise they stay, untagged."
            checked={withImages}
            onChange={(event) => setWithImages(event.currentTarget.checked)}
          />
        )}
      </Stack>
    </ConfirmDialog>
  );
}

const most = 12;

function Preview({ deletion }: { deletion: DeletedImages }) {
  const { tags, manifests, refused } = deletion;
  return (
    <Stack gap="sm">
      <Text>
        <strong>{formatBytes(deletion.reclaimed_bytes)}</strong> will be freed
        {deletion.shared_bytes > 0 &&
          `; ${formatBytes(deletion.shared_bytes)} stay, since other images have them too`}
        .
      </Text>
      {tags.length > 0 && (
        <div>
          <Text fw={600}>{counted(tags.length, 'tag')} will go</Text>
          <div className="sw-chips">
            {tags.slice(0, most).map((tag) => (
              <code key={tag}>{tag}</code>
            ))}
            {tags.length > most && <span>and {tags.length - most} more</span>}
          </div>
        </div>
      )}
      {manifests.length > 0 && (
        <div>
          <Text fw={600}>{counted(manifests.length, 'manifest')} will go</Text>
          <List size="sm">
            {manifests.slice(0, most).map(({ digest, reason, of }) => (
              <List.Item key={digest}>
                <code>{shortDigest(digest)}</code>
                {reason === 'member' && of && ` with its index ${shortDigest(of)}`}
                {reason === 'referrer' && of && ` which is about ${shortDigest(of)}`}
              </List.Item>
            ))}
          </List>
        </div>
      )}
      {refused.length > 0 && (
        <Alert icon={<Info size={18} />} title={`${counted(refused.length, 'item')} will stay`}>
          <List size="sm">
            {refused.slice(0, most).map(({ reference, reason }) => (
              <List.Item key={reference}>
                <code>{reference}</code>: {reason}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </Stack>
  );
}
