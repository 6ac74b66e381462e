import type { Repository } from '@slipway/api';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/http.ts';
import { repositoryKey, repositoryPath } from '../../api/repository.ts';
import { useChange } from '../../api/use-call.ts';
import { useRepository } from '../repository-context.ts';

/** What a change of the repository is sent with. */
interface RepositoryRequest {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Behind the repository's own path. */
  readonly path?: string;
  readonly body?: unknown;
}

/** Changes the repository of the page; afterwards all that is shown of it is read anew. */
export function useRepositoryChange<Answer = Repository>(
  done: string | undefined,
  onDone?: (answer: Answer) => void,
) {
  const repository = useRepository();
  const client = useQueryClient();
  return useChange<RepositoryRequest, Answer>(
    ({ method, path = '', body }) =>
      request<Answer>(repositoryPath(repository, path), { method, body }),
    {
      refresh: ['repositories', 'search', 'namespace', 'retention', 'storage'],
      ...(done === undefined ? {} : { done }),
      onDone: async (answer) => {
        onDone?.(answer);
        await client.invalidateQueries({ queryKey: repositoryKey(repository) });
      },
    },
  );
}
