import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Section } from '../../components/section.tsx';
import { useRepository } from '../repository-context.ts';
import { useRepositoryChange } from './use-repository-change.ts';

/** Keeps the repository as it is: pulled from, not pushed to. */
export function ArchiveSection() {
  const repository = useRepository();
  const [isAsking, setAsking] = useState(false);
  const isArchived = repository.is_archived;
  const change = useRepositoryChange(isArchived ? 'Open for pushes again' : 'Archived');
  return (
    <Section
      title={isArchived ? 'Archived' : 'Archive'}
      lead={
        isArchived
          ? 'It can be pulled from, and not pushed to.'
          : 'An archived repository can be pulled from, but not pushed to, and says so.'
      }
      actions={
        <Button variant="default" onClick={() => setAsking(true)}>
          {isArchived ? 'Unarchive' : 'Archive'}
        </Button>
      }
    >
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={isArchived ? 'Open it for pushes again?' : 'Archive the repository?'}
        confirm={isArchived ? 'Unarchive' : 'Archive'}
        danger={!isArchived}
        {...(isArchived ? {} : { typed: repository.name })}
        onConfirm={async () => {
          await change.mutateAsync({
            method: 'POST',
            path: isArchived ? '/unarchive' : '/archive',
          });
        }}
      >
        <Text>
          {isArchived
            ? 'Whoever may push can do so again.'
            : 'Pushes will be refused until it is unarchived. Nothing is deleted.'}
        </Text>
      </ConfirmDialog>
    </Section>
  );
}
