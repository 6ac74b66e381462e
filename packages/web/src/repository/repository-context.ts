import type { Repository } from '@slipway/api';
import { createContext, use } from 'react';

export const RepositoryContext = createContext<Repository | undefined>(undefined);

/** The repository whose page this is. */
export function useRepository(): Repository {
  const repository = use(RepositoryContext);
  if (!repository) throw new Error('this is shown outside a repository’s page');
  return repository;
}
