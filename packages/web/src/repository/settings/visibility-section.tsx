import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { VisibilityBadge } from '../../components/badges.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Section } from '../../components/section.tsx';
import { useRepository } from '../repository-context.ts';
import { useRepositoryChange } from './use-repository-change.ts';

/** Who sees the repository. */
export function VisibilitySection() {
  const repository = useRepository();
  const [isAsking, setAsking] = useState(false);
  const { is_private: isPrivate } = repository;
  const change = useRepositoryChange(isPrivate ? 'Now public' : 'Now private');
  return (
    <Section
      title="Visibility"
      lead={
        <>
          <VisibilityBadge isPrivate={isPrivate} />{' '}
          {isPrivate
            ? 'Only you and those it is shared with see and pull it.'
            : 'Everybody who reaches this hub can find and pull it.'}
        </>
      }
      actions={
        <Button variant="default" onClick={() => setAsking(true)}>
          Make {isPrivate ? 'public' : 'private'}
        </Button>
      }
    >
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Make it ${isPrivate ? 'public' : 'private'}?`}
        confirm={`Make ${isPrivate ? 'public' : 'private'}`}
        typed={repository.name}
        danger={isPrivate}
        onConfirm={async () => {
          await change.mutateAsync({
            method: 'POST',
            path: '/privacy',
            body: { is_private: !isPrivate },
          });
        }}
      >
        <Text>
          {isPrivate
            ? 'Everybody will be able to find it, read its overview and pull all of its tags, signed in or not.'
            : 'Whoever it is not shared with can no longer find or pull it. Running deployments that pull without signing in will fail.'}
        </Text>
      </ConfirmDialog>
    </Section>
  );
}
