import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from 'wouter';
import { useSession } from '../api/session.ts';
import { links } from '../app/links.ts';
import { usePageTitle } from '../app/use-page-title.ts';
import { LogoMark } from './logo.tsx';

/** Nothing is here, or nothing that this reader may see: which of the two is not said. */
export function NotFound() {
  usePageTitle('Not found');
  const { user, isKnown } = useSession();
  const here = window.location.pathname + window.location.search;
  return (
    <Stack className="sw-not-found" align="center" gap="md">
      <LogoMark size={72} />
      <Title order={1}>There is nothing here</Title>
      <Text c="dimmed" ta="center" maw={480}>
        The address may be mistyped, what was here may be gone, or it is private.
        {isKnown && !user && ' If it is yours, sign in to see it.'}
      </Text>
      <Group>
        <Button component={Link} href={links.home} variant="default">
          Home
        </Button>
        <Button component={Link} href={links.explore()} variant="default">
          Explore
        </Button>
        {isKnown && !user && (
          <Button component={Link} href={links.signIn(here)}>
            Sign in
          </Button>
        )}
      </Group>
    </Stack>
  );
}
