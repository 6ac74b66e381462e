import { Skeleton, Stack } from '@mantine/core';
import { lazy, Suspense } from 'react';

const Rendered = lazy(async () => ({
  default: (await import('./markdown-rendered.tsx')).MarkdownRendered,
}));

/** Markdown as GitHub writes it, sanitized. What draws it is loaded when it is first needed. */
export function Markdown({ source }: { source: string }) {
  return (
    <Suspense
      fallback={
        <Stack gap="xs" aria-busy="true">
          <Skeleton height={24} width="40%" />
          <Skeleton height={14} />
          <Skeleton height={14} width="85%" />
        </Stack>
      }
    >
      <Rendered source={source} />
    </Suspense>
  );
}
