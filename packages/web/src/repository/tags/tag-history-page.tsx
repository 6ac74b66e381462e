import { Badge, Button, Group, Text, Title } from '@mantine/core';
import type { TagHistoryEntry } from '@slipway/api';
import { useQueryClient } from '@tanstack/react-query';
import { ArrowLeft, History, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { request } from '../../api/http.ts';
import { repositoryKey, repositoryPath, useTagHistory } from '../../api/repository.ts';
import { links } from '../../app/links.ts';
import { usePageTitle } from '../../app/use-page-title.ts';
import { pageOf, useSearchState } from '../../app/use-search-state.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Digest } from '../../components/digest.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Pagination } from '../../components/pagination.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { toastDone } from '../../components/toast.ts';
import { shortDigest } from '../../format/digest.ts';
import { useRepository } from '../repository-context.ts';

/** Which digest a tag had when; lets it name a former one again. */
export function TagHistoryPage() {
  const repository = useRepository();
  const { tag = '' } = useParams<{ tag: string }>();
  const [state, change] = useSearchState();
  const page = pageOf(state);
  const query = useTagHistory(repository, tag, page);
  const [restoring, setRestoring] = useState<TagHistoryEntry>();
  usePageTitle(`History of ${repository.namespace}/${repository.name}:${tag}`);
  const client = useQueryClient();
  return (
    <section aria-label="Tag history">
      <Group mb="md">
        <Button
          component={Link}
          href={links.tag(repository, tag)}
          variant="subtle"
          leftSection={<ArrowLeft size={16} />}
        >
          Back to the tag
        </Button>
      </Group>
      <Title order={2} mb="md">
        What <code>{tag}</code> named
      </Title>
      <QueryView query={query}>
        {({ results, count }) =>
          count === 0 ? (
            <EmptyState icon={<History size={32} />} title="This tag was never pushed" />
          ) : (
            <>
              <ol className="sw-timeline">
                {results.map((entry) => (
                  <li key={`${entry.at}${entry.digest}${entry.action}`}>
                    <Entry entry={entry} onRestore={() => setRestoring(entry)} />
                  </li>
                ))}
              </ol>
              <Pagination
                page={page}
                pageSize={25}
                count={count}
                label="changes"
                onChange={(next) => change({ page: String(next) })}
              />
            </>
          )
        }
      </QueryView>
      <ConfirmDialog
        opened={restoring !== undefined}
        onClose={() => setRestoring(undefined)}
        title="Restore the tag?"
        confirm="Restore"
        danger={false}
        onConfirm={async () => {
          await request(repositoryPath(repository, `/tags/${tag}/restore`), {
            method: 'POST',
            body: { digest: restoring?.digest },
          });
          toastDone(`${tag} names ${shortDigest(restoring?.digest ?? '')} again`);
          await client.invalidateQueries({ queryKey: repositoryKey(repository) });
        }}
      >
        <Text>
          <code>{tag}</code> will name <code>{shortDigest(restoring?.digest ?? '')}</code> again:
          whoever pulls it from now on gets that image. What it names now stays, by its digest.
        </Text>
      </ConfirmDialog>
    </section>
  );
}

function Entry({ entry, onRestore }: { entry: TagHistoryEntry; onRestore: () => void }) {
  const repository = useRepository();
  return (
    <Group justify="space-between" className="sw-timeline-entry">
      <div>
        <Group gap="xs">
          <strong>{entry.action === 'set' ? 'Set to' : 'Deleted, named'}</strong>
          <Digest value={entry.digest} />
          {entry.is_current && <Badge className="sw-badge sw-badge-current">Current</Badge>}
        </Group>
        <Text size="sm" c="dimmed">
          <RelativeTime at={entry.at} />
          {entry.by && ` by ${entry.by}`}
        </Text>
      </div>
      <Group gap="xs">
        {entry.can_restore || entry.is_current ? (
          <>
            <Button
              component={Link}
              href={links.repository(repository, `images/${entry.digest}`)}
              variant="subtle"
              size="xs"
            >
              Look at it
            </Button>
            {!entry.is_current && repository.permissions.write && (
              <Button
                size="xs"
                variant="default"
                leftSection={<RotateCcw size={14} />}
                onClick={onRestore}
              >
                Restore
              </Button>
            )}
          </>
        ) : (
          <Text size="sm" c="dimmed">
            Its content is gone
          </Text>
        )}
      </Group>
    </Group>
  );
}
