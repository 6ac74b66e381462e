import { Button, List, Stack, Text } from '@mantine/core';
import type { DeletionPreview } from '@slipway/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { request } from '../../api/http.ts';
import { repositoryKey, repositoryPath } from '../../api/repository.ts';
import { useRefresh } from '../../api/use-call.ts';
import { links } from '../../app/links.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ListSkeleton, QueryView } from '../../components/query-view.tsx';
import { Section } from '../../components/section.tsx';
import { toastDone } from '../../components/toast.ts';
import { formatBytes } from '../../format/bytes.ts';
import { counted } from '../../format/count.ts';
import { useRepository } from '../repository-context.ts';

/** Deletes the repository with all that is in it. */
export function DeleteSection() {
  const repository = useRepository();
  const [isAsking, setAsking] = useState(false);
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const refresh = useRefresh();
  const preview = useQuery({
    queryKey: repositoryKey(repository, 'deletion'),
    queryFn: ({ signal }) =>
      request<DeletionPreview>(repositoryPath(repository, '/deletion'), { signal }),
    enabled: isAsking,
    gcTime: 0,
  });
  return (
    <Section
      danger
      title="Delete"
      lead="All tags and images go with it. Its name stays yours for a time, so that nobody can put something else in its place."
      actions={
        <Button variant="default" className="sw-danger-button" onClick={() => setAsking(true)}>
          Delete repository
        </Button>
      }
    >
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title="Delete the repository?"
        confirm="Delete for good"
        typed={`${repository.namespace}/${repository.name}`}
        onConfirm={async () => {
          const query = { confirm: `${repository.namespace}/${repository.name}` };
          await request(repositoryPath(repository), { method: 'DELETE', query });
          toastDone(`Deleted ${repository.namespace}/${repository.name}`);
          navigate(links.namespace(repository.namespace), { replace: true });
          client.removeQueries({ queryKey: repositoryKey(repository) });
          await refresh('repositories', 'search', 'namespace', 'star');
        }}
      >
        <QueryView query={preview} skeleton={<ListSkeleton rows={2} />}>
          {(goes) => <Preview goes={goes} />}
        </QueryView>
      </ConfirmDialog>
    </Section>
  );
}

function Preview({ goes }: { goes: DeletionPreview }) {
  return (
    <Stack gap="xs">
      <Text>This cannot be undone. It takes along:</Text>
      <List size="sm">
        <List.Item>
          {counted(goes.tags, 'tag')} and {counted(goes.manifests, 'manifest')},{' '}
          {formatBytes(goes.reclaimed_bytes)} of which nobody else has
        </List.Item>
        <List.Item>
          {counted(goes.star_count, 'star')} and the count of {counted(goes.pull_count, 'pull')}
        </List.Item>
        {goes.collaborators + goes.teams > 0 && (
          <List.Item>
            the permissions of {counted(goes.collaborators, 'collaborator')} and{' '}
            {counted(goes.teams, 'team')}
          </List.Item>
        )}
        {goes.aliases.length > 0 && (
          <List.Item>the former names {goes.aliases.join(', ')}, which stop working</List.Item>
        )}
      </List>
    </Stack>
  );
}
