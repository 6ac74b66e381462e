import { Anchor, Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { BookOpen, Package } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useTags } from '../api/repository.ts';
import { links } from '../app/links.ts';
import { useRegistryHost } from '../app/use-registry-host.ts';
import { Bytes } from '../components/bytes.tsx';
import { CopyCommand } from '../components/copy-command.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Markdown } from '../components/markdown.tsx';
import { ListSkeleton, QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import {
  imageName,
  pullCommands,
  pushCommands,
  type ToolCommand,
} from '../format/image-commands.ts';
import { contentKind } from './content-kind.ts';
import { useRepository } from './repository-context.ts';

/** What the repository is, and how it is fetched and pushed. */
export function OverviewTab() {
  return (
    <div className="sw-columns">
      <div className="sw-columns-main">
        <Readme />
      </div>
      <Stack gap="md" className="sw-columns-side">
        <Commands />
        <LatestTags />
        <Categories />
      </Stack>
    </div>
  );
}

function Readme() {
  const repository = useRepository();
  if (repository.full_description.trim() !== '') {
    return (
      <article className="sw-card sw-readme" aria-label="README">
        <Markdown source={repository.full_description} />
      </article>
    );
  }
  const mayEdit = repository.permissions.admin && !repository.is_archived;
  return (
    <EmptyState
      icon={<BookOpen size={32} />}
      title="No overview yet"
      action={
        mayEdit ? (
          <Button component={Link} href={links.repository(repository, 'settings')}>
            Write one
          </Button>
        ) : undefined
      }
    >
      {mayEdit
        ? 'Say in Markdown what this repository holds, how it is run and where it comes from.'
        : 'Whoever keeps this repository has not written about it.'}
    </EmptyState>
  );
}

function Commands() {
  const repository = useRepository();
  const tags = useTags(repository, { page: 1, page_size: 6 });
  const host = useRegistryHost();
  const name = imageName(host, repository.namespace, repository.name);
  const kind = contentKind(repository.content_types);
  const newest = tags.data?.results[0]?.name;
  const hasLatest = tags.data?.results.some((tag) => tag.name === 'latest');
  const shown = hasLatest ? 'latest' : newest;
  const mayPush = repository.permissions.write && !repository.is_archived;
  return (
    <section className="sw-card" aria-label="Commands">
      {shown !== undefined && (
        <ToolCommands title="Pull" commands={pullCommands(kind, name, shown)} />
      )}
      {mayPush && (
        <div className={shown === undefined ? undefined : 'sw-section-below'}>
          {repository.is_private && shown === undefined && (
            <Text size="sm" c="dimmed" mb="sm">
              Nothing is here yet. Sign in once, then push:
            </Text>
          )}
          {shown === undefined && (
            <div className="sw-gap-below">
              <CopyCommand command={`docker login ${host}`} label="login command" />
            </div>
          )}
          <ToolCommands
            title="Push"
            commands={pushCommands(kind, name, shown ?? (kind === 'image' ? 'latest' : '1.0.0'))}
          />
        </div>
      )}
      {!mayPush && shown === undefined && tags.data && (
        <Text c="dimmed">Nothing has been pushed here yet.</Text>
      )}
    </section>
  );
}

/** The same for each of several tools; which one is chosen here only. */
function ToolCommands({ title, commands }: { title: string; commands: readonly ToolCommand[] }) {
  const [chosen, setTool] = useState(commands[0]?.tool ?? '');
  const command = commands.find(({ tool }) => tool === chosen) ?? commands[0];
  if (!command) return null;
  return (
    <>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">
          {title}
        </Title>
        {commands.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label={`${title} with`}
            data={commands.map(({ tool }) => tool)}
            value={command.tool}
            onChange={setTool}
          />
        )}
      </Group>
      <CopyCommand command={command.command} label={`${title.toLowerCase()} command`} />
    </>
  );
}

function LatestTags() {
  const repository = useRepository();
  const tags = useTags(repository, { page: 1, page_size: 6 });
  return (
    <section className="sw-card" aria-label="Latest tags">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">
          Latest tags
        </Title>
        {(tags.data?.count ?? 0) > 6 && (
          <Anchor component={Link} href={links.repository(repository, 'tags')} size="sm">
            All {tags.data?.count.toLocaleString('en')}
          </Anchor>
        )}
      </Group>
      <QueryView query={tags} skeleton={<ListSkeleton rows={3} />}>
        {({ results }) =>
          results.length === 0 ? (
            <Group gap="xs" c="dimmed">
              <Package size={16} aria-hidden="true" /> None yet
            </Group>
          ) : (
            <ul className="sw-lines">
              {results.map((tag) => (
                <li key={tag.name}>
                  <Link href={links.tag(repository, tag.name)} className="sw-row-title">
                    {tag.name}
                  </Link>
                  <span className="sw-row-facts">
                    <Bytes value={tag.full_size} />
                    <RelativeTime at={tag.tag_last_pushed} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </section>
  );
}

function Categories() {
  const { categories } = useRepository();
  if (categories.length === 0) return null;
  return (
    <section className="sw-card" aria-label="Categories">
      <Title order={2} size="h3" mb="xs">
        Categories
      </Title>
      <Group gap="xs">
        {categories.map(({ name, slug }) => (
          <Link key={slug} href={`${links.explore()}?categories=${slug}`} className="sw-chip">
            {name}
          </Link>
        ))}
      </Group>
    </section>
  );
}
