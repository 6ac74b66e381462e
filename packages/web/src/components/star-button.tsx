import { Button } from '@mantine/core';
import type { Repository } from '@slipway/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Star } from 'lucide-react';
import { useLocation } from 'wouter';
import { request } from '../api/http.ts';
import { repositoryKey, repositoryPath } from '../api/repository.ts';
import { useSession } from '../api/session.ts';
import { links } from '../app/links.ts';
import { formatCount } from '../format/count.ts';
import { toastFailure } from './toast.ts';

/** Stars a repository, or takes the star away; shows how many have. */
export function StarButton({ repository }: { repository: Repository }) {
  const { user } = useSession();
  const [location, navigate] = useLocation();
  const client = useQueryClient();
  const { has_starred: isStarred, star_count: count } = repository;
  const change = useMutation({
    mutationFn: () =>
      request(repositoryPath(repository, '/stars'), { method: isStarred ? 'DELETE' : 'POST' }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: repositoryKey(repository), exact: true });
      await client.invalidateQueries({ queryKey: ['starred'] });
    },
    onError: toastFailure,
  });
  return (
    <Button
      variant="default"
      aria-pressed={isStarred}
      loading={change.isPending}
      leftSection={
        <Star size={16} className="sw-star" fill={isStarred ? 'currentColor' : 'none'} />
      }
      onClick={() => (user ? change.mutate() : navigate(links.signIn(location)))}
    >
      {isStarred ? 'Starred' : 'Star'} <span className="sw-button-count">{formatCount(count)}</span>
    </Button>
  );
}
