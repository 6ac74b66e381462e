import { Alert, Button, Skeleton, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { RotateCw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiError } from '../api/http.ts';
import { NotFound } from './not-found.tsx';

/** Shows what a query brought; a skeleton until then, and what went wrong with a way to try again. */
export function QueryView<Data>({
  query,
  children,
  skeleton,
  whole = false,
}: {
  query: UseQueryResult<Data>;
  children: (data: Data) => ReactNode;
  skeleton?: ReactNode;
  /** Whether the page is this query's alone: then what is not there is a page not found. */
  whole?: boolean;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.isPending) return skeleton ?? <ListSkeleton />;
  if (whole && query.error instanceof ApiError && query.error.status === 404) return <NotFound />;
  return <QueryError error={query.error} retry={() => void query.refetch()} />;
}

/** What went wrong, and a button that tries again. */
export function QueryError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <Alert
      color="red"
      icon={<TriangleAlert size={18} />}
      title="This could not be loaded"
      role="alert"
      my="md"
    >
      <Stack gap="sm" align="flex-start">
        {(error as Error | null)?.message}
        <Button size="xs" variant="default" leftSection={<RotateCw size={14} />} onClick={retry}>
          Try again
        </Button>
      </Stack>
    </Alert>
  );
}

/** Where rows will be. */
export function ListSkeleton({ rows = 5 }: { rows?: number }) {
  return (
    <Stack gap="sm" role="status" aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => index).map((index) => (
        <Skeleton key={index} height={58} radius="md" />
      ))}
    </Stack>
  );
}
