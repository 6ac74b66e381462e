import type {
  Comparison,
  DeletedImages,
  Image,
  ImageEntry,
  Page,
  Referrer,
  Repository,
  RepositoryEntry,
  Tag,
  TagHistoryEntry,
} from '@slipway/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { AnswerOf } from './client.ts';
import { request } from './http.ts';

/** A repository in a list. */
export type RepositorySummary = AnswerOf<'repository.list'>['results'][number];

/** Which repository: its name as the address has it. */
export interface RepositoryName {
  readonly namespace: string;
  readonly name: string;
}

/** The path of a repository in the API, with what follows. */
export function repositoryPath({ namespace, name }: RepositoryName, rest = ''): string {
  return `/v2/namespaces/${namespace}/repositories/${name}${rest}`;
}

/** What all that is known of a repository is kept under: forgotten together when it changes. */
export function repositoryKey({ namespace, name }: RepositoryName, ...more: readonly unknown[]) {
  return ['repository', namespace, name, ...more] as const;
}

/** A repository; under a former name it answers with its present one. */
export function useRepositoryByName(of: RepositoryName) {
  return useQuery({
    queryKey: repositoryKey(of),
    queryFn: ({ signal }) => request<Repository>(repositoryPath(of), { signal }),
  });
}

/** Repositories of a namespace that the reader may see. */
export function useRepositories(
  namespace: string,
  query: {
    readonly page?: number;
    readonly page_size?: number;
    readonly name?: string;
    readonly ordering?: string;
  },
  enabled = true,
) {
  return useQuery({
    queryKey: ['repositories', namespace, query],
    queryFn: ({ signal }) =>
      request<Page<RepositoryEntry>>(`/v2/namespaces/${namespace}/repositories`, { query, signal }),
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** Tags of a repository, newest first unless `ordering` says otherwise. */
export function useTags(
  of: RepositoryName,
  query: {
    readonly page?: number;
    readonly page_size?: number;
    readonly name?: string;
    readonly ordering?: string;
  },
) {
  return useQuery({
    queryKey: repositoryKey(of, 'tags', query),
    queryFn: ({ signal }) => request<Page<Tag>>(repositoryPath(of, '/tags'), { query, signal }),
    placeholderData: keepPreviousData,
  });
}

/** One tag, its images with their layers. */
export function useTag(of: RepositoryName, tag: string) {
  return useQuery({
    queryKey: repositoryKey(of, 'tag', tag),
    queryFn: ({ signal }) => request<Tag>(repositoryPath(of, `/tags/${tag}`), { signal }),
  });
}

/** What a tag named, newest first. */
export function useTagHistory(of: RepositoryName, tag: string, page: number) {
  return useQuery({
    queryKey: repositoryKey(of, 'tag', tag, 'history', page),
    queryFn: ({ signal }) =>
      request<Page<TagHistoryEntry>>(repositoryPath(of, `/tags/${tag}/history`), {
        query: { page, page_size: 25 },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}

/** What a manifest holds. A digest's content never changes, its tags and pulls do. */
export function useImage(of: RepositoryName, digest: string | undefined) {
  return useQuery({
    queryKey: repositoryKey(of, 'image', digest),
    queryFn: ({ signal }) => request<Image>(repositoryPath(of, `/images/${digest}`), { signal }),
    enabled: digest !== undefined,
  });
}

/** A manifest's own text. */
export function useManifest(of: RepositoryName, digest: string) {
  return useQuery({
    queryKey: repositoryKey(of, 'manifest', digest),
    queryFn: ({ signal }) =>
      request<{ manifest: string; media_type: string; size: number }>(
        repositoryPath(of, `/images/${digest}/manifest`),
        { signal },
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Signatures, SBOMs and attestations about a manifest. */
export function useReferrers(of: RepositoryName, digest: string) {
  return useQuery({
    queryKey: repositoryKey(of, 'referrers', digest),
    queryFn: ({ signal }) =>
      request<{ results: Referrer[] }>(repositoryPath(of, `/images/${digest}/referrers`), {
        signal,
      }),
  });
}

/** Manifests of a repository, tagged or not. */
export function useImages(
  of: RepositoryName,
  query: {
    readonly page: number;
    readonly page_size: number;
    readonly filter?: string;
    readonly search?: string;
    readonly ordering?: string;
  },
) {
  return useQuery({
    queryKey: repositoryKey(of, 'images', query),
    queryFn: ({ signal }) =>
      request<Page<ImageEntry>>(repositoryPath(of, '/images'), { query, signal }),
    placeholderData: keepPreviousData,
  });
}

/** What two tags or digests differ by; asked again while the hub still reads their layers. */
export function useComparison(
  of: RepositoryName,
  query: {
    readonly from: string;
    readonly to: string;
    readonly platform?: string | undefined;
    readonly change?: string | undefined;
    readonly search?: string | undefined;
    readonly page: number;
    readonly page_size: number;
  },
) {
  return useQuery({
    queryKey: repositoryKey(of, 'compare', query),
    queryFn: ({ signal }) => request<Comparison>(repositoryPath(of, '/compare'), { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.state === 'pending' ? 3000 : false),
  });
}

/** Deletes tags and manifests, or says what that would do. */
export function deleteImages(
  of: RepositoryName,
  what: {
    readonly tags?: readonly string[];
    readonly digests?: readonly string[];
    readonly dry_run: boolean;
  },
): Promise<DeletedImages> {
  return request(repositoryPath(of, '/images/delete'), { method: 'POST', body: what });
}
