import {
  keepPreviousData,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useCallback } from 'react';
import { toastDone } from '../components/toast.ts';
import { type AnswerOf, type CallOf, call, type OperationId } from './client.ts';

interface CallOptions {
  readonly enabled?: boolean;
  /** Asks again after so many milliseconds; false stops. */
  readonly refetchInterval?: number | false;
  /** Whether the last answer stays while another page of it is on its way. */
  readonly keepPrevious?: boolean;
}

/** What an operation answers, read and kept under its name. */
export function useCall<Id extends OperationId>(
  id: Id,
  input: CallOf<Id>,
  { enabled = true, refetchInterval = false, keepPrevious = false }: CallOptions = {},
): UseQueryResult<AnswerOf<Id>> {
  const read = call as (id: Id, input: CallOf<Id>) => Promise<AnswerOf<Id>>;
  return useQuery<AnswerOf<Id>>({
    queryKey: [id, input],
    queryFn: ({ signal }) => read(id, { ...input, signal }),
    enabled,
    refetchInterval,
    ...(keepPrevious ? { placeholderData: keepPreviousData as never } : {}),
  });
}

/** Has everything read anew that operations of these names brought: `webhook` for `webhook.list`. */
export function useRefresh(): (...areas: readonly string[]) => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    async (...areas) => {
      const isMeant = (name: unknown) =>
        typeof name === 'string' &&
        areas.some((area) => name === area || name.startsWith(`${area}.`));
      await client.invalidateQueries({ predicate: ({ queryKey }) => isMeant(queryKey[0]) });
    },
    [client],
  );
}

/** A change: its error and whether it is under way; afterwards what it changed is read anew. */
export function useChange<Input = void, Answer = unknown>(
  change: (input: Input) => Promise<Answer>,
  options: {
    /** Names of operations' areas whose answers are old then. */
    readonly refresh?: readonly string[];
    /** What is said when it is done. */
    readonly done?: string | ((answer: Answer, input: Input) => string);
    readonly onDone?: (answer: Answer, input: Input) => void | Promise<void>;
  } = {},
): UseMutationResult<Answer, Error, Input> {
  const refresh = useRefresh();
  return useMutation<Answer, Error, Input>({
    mutationFn: change,
    onSuccess: async (answer, input) => {
      await options.onDone?.(answer, input);
      const { done } = options;
      if (done !== undefined) toastDone(typeof done === 'string' ? done : done(answer, input));
      await refresh(...(options.refresh ?? []));
    },
  });
}
