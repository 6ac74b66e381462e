import { Stack } from '@mantine/core';
import { useRepository } from '../repository-context.ts';
import { ArchiveSection } from './archive-section.tsx';
import { DeleteSection } from './delete-section.tsx';
import { DescriptionSection } from './description-section.tsx';
import { ImmutableTagsSection } from './immutable-tags-section.tsx';
import { OverviewSection } from './overview-section.tsx';
import { RenameSection } from './rename-section.tsx';
import { RetentionSection } from './retention-section.tsx';
import { StorageSection } from './storage-section.tsx';
import { TransferSection } from './transfer-section.tsx';
import { VisibilitySection } from './visibility-section.tsx';

/** Everything about a repository that can be changed. */
export function SettingsTab() {
  const repository = useRepository();
  // Drafts start anew when the repository was renamed under them.
  const key = `${repository.namespace}/${repository.name}`;
  return (
    <Stack gap="lg" key={key}>
      <DescriptionSection />
      <OverviewSection />
      <VisibilitySection />
      <ImmutableTagsSection />
      <RetentionSection />
      <StorageSection />
      <RenameSection />
      <TransferSection />
      <ArchiveSection />
      <DeleteSection />
    </Stack>
  );
}
