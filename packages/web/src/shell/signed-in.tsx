import type { ReactNode } from 'react';
import { Redirect, useLocation, useSearch } from 'wouter';
import { useSession } from '../api/session.ts';
import { links } from '../app/links.ts';
import { PageSkeleton } from './page-skeleton.tsx';

/** Shows its content to somebody signed in; others sign in first and come back. */
export function SignedIn({ children }: { children: ReactNode }) {
  const { user, isKnown } = useSession();
  const [location] = useLocation();
  const search = useSearch();
  if (!isKnown) return <PageSkeleton />;
  if (user) return children;
  const back = search === '' ? location : `${location}?${search}`;
  return <Redirect to={links.signIn(back)} replace />;
}
