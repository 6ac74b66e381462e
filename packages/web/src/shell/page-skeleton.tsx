import { Group, Skeleton, Stack } from '@mantine/core';

/** Where a page will be. */
export function PageSkeleton() {
  return (
    <Stack className="sw-page" gap="lg" role="status" aria-busy="true" aria-label="Loading">
      <Group>
        <Skeleton height={44} width={44} radius="md" />
        <Skeleton height={28} width="min(320px, 60%)" />
      </Group>
      <Skeleton height={16} width="min(520px, 90%)" />
      <Skeleton height={220} radius="lg" />
    </Stack>
  );
}
