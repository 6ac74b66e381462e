import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { apiUrl } from './http.ts';
import { type RepositoryName, repositoryKey, repositoryPath } from './repository.ts';

/** Several changes at once (a push of an index) are read once. */
const settleMs = 400;

/** Reads anew what is shown of a repository when somebody changes it: a push shows without a reload. */
export function useLiveChanges({ namespace, name }: RepositoryName): void {
  const client = useQueryClient();
  useEffect(() => {
    const of = { namespace, name };
    const events = new EventSource(apiUrl(repositoryPath(of, '/events')));
    let timer: number | undefined;
    const readAnew = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        void client.invalidateQueries({ queryKey: repositoryKey(of) });
      }, settleMs);
    };
    events.addEventListener('change', readAnew);
    return () => {
      window.clearTimeout(timer);
      events.close();
    };
  }, [client, namespace, name]);
}
