import { Anchor, Button, Group, Title } from '@mantine/core';
import { Container } from 'lucide-react';
import { Link } from 'wouter';
import type { RepositorySummary } from '../api/repository.ts';
import { useSession } from '../api/session.ts';
import { useCall } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { usePageTitle } from '../app/use-page-title.ts';
import { useRegistryHost } from '../app/use-registry-host.ts';
import { CopyCommand } from '../components/copy-command.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RepositoryList } from '../components/repository-card.tsx';
import { SearchBox } from '../shell/search-box.tsx';
import { RampScene } from './ramp-scene.tsx';

/** For somebody who is not signed in: what this is, and what there is to find. */
export function VisitorHome() {
  usePageTitle(undefined);
  const { hub } = useSession();
  const host = useRegistryHost();
  const explore = useCall('search.explore', { query: { size: 6 } });
  const mayJoin = hub?.sign_up === 'open';
  return (
    <>
      <section className="sw-hero">
        <div className="sw-hero-inner">
          <div className="sw-hero-text">
            <h1>Container images, launched from your own yard</h1>
            <p>
              This is a hub of one’s own: push images and artifacts, share them publicly or with a
              few, and pull them with any client that speaks to Docker Hub.
            </p>
            <div className="sw-hero-search">
              <SearchBox />
            </div>
            <Group gap="sm">
              {mayJoin && (
                <Button component={Link} href={links.signUp} size="md">
                  Create an account
                </Button>
              )}
              <Button
                component={Link}
                href={links.signIn()}
                size="md"
                variant={mayJoin ? 'default' : 'filled'}
              >
                Sign in
              </Button>
              <Button component={Link} href={links.explore()} size="md" variant="default">
                Explore
              </Button>
            </Group>
          </div>
          <RampScene />
        </div>
      </section>
      <div className="sw-page">
        <QueryView query={explore}>
          {({ popular, newest, official }) =>
            newest.length === 0 ? (
              <EmptyState
                icon={<Container size={32} />}
                title="Nothing public yet"
                command={`docker login ${host}\ndocker push ${host}/<account>/<name>:<tag>`}
              >
                Public repositories show here. The first one is two commands away:
              </EmptyState>
            ) : (
              <div className="sw-home-lists">
                <Shelf title="Official" repositories={official} more="?badges=official" />
                <Shelf title="Popular" repositories={popular} more="?sort=pull_count" />
                <Shelf title="New" repositories={newest} more="?sort=updated_at" />
              </div>
            )
          }
        </QueryView>
        <section className="sw-steps" aria-label="How it is used">
          <Step title="Sign in" command={`docker login ${host}`} />
          <Step title="Build and name" command={`docker build -t ${host}/you/app .`} />
          <Step title="Publish" command={`docker push ${host}/you/app`} />
        </section>
      </div>
    </>
  );
}

function Shelf({
  title,
  repositories,
  more,
}: {
  title: string;
  repositories: readonly RepositorySummary[];
  more: string;
}) {
  if (repositories.length === 0) return null;
  return (
    <section aria-label={title}>
      <Group justify="space-between" mb="sm">
        <Title order={2}>{title}</Title>
        <Anchor component={Link} href={links.explore() + more} size="sm">
          All<span className="sw-hidden-words"> {title.toLowerCase()} repositories</span>
        </Anchor>
      </Group>
      <RepositoryList repositories={repositories} label={`${title} repositories`} />
    </section>
  );
}

function Step({ title, command }: { title: string; command: string }) {
  return (
    <div className="sw-step">
      <Title order={2} size="h3">
        {title}
      </Title>
      <CopyCommand command={command} />
    </div>
  );
}
