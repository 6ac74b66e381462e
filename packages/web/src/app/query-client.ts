import { QueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/http.ts';

/** Answers are fresh for a few seconds; refusals are not asked for again, failures are. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) => count < 2 && !isRefusal(error),
      },
    },
  });
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500;
}
