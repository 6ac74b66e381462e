import { useCallback } from 'react';
import { useSearchParams } from 'wouter';

/**
 * Values that live in the address: a link or a reload shows the same. Empty ones are left out; each
 * change but one of `page` goes back to the first page.
 */
export function useSearchState(): [
  state: URLSearchParams,
  change: (values: Readonly<Record<string, string | undefined>>) => void,
] {
  const [params, setParams] = useSearchParams();
  const change = useCallback(
    (values: Readonly<Record<string, string | undefined>>) => {
      setParams(
        (previous) => {
          const next = new URLSearchParams(previous);
          if (!('page' in values)) next.delete('page');
          for (const [name, value] of Object.entries(values)) {
            if (value === undefined || value === '') next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      );
    },
    [setParams],
  );
  return [params, change];
}

/** The page that the address asks for. */
export function pageOf(params: URLSearchParams): number {
  return Math.max(1, Number.parseInt(params.get('page') ?? '1', 10) || 1);
}
