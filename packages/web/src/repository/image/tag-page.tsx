import { Button, Group, Title } from '@mantine/core';
import { ArrowLeft, History, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import { useTag } from '../../api/repository.ts';
import { links } from '../../app/links.ts';
import { usePageTitle } from '../../app/use-page-title.ts';
import { Digest } from '../../components/digest.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { DeleteImagesDialog } from '../delete-images-dialog.tsx';
import { useRepository } from '../repository-context.ts';
import { ImageView } from './image-view.tsx';

/** What a tag names: its platforms, layers, configuration and what refers to it. */
export function TagPage() {
  const repository = useRepository();
  const { tag: name = '' } = useParams<{ tag: string }>();
  const query = useTag(repository, name);
  const [isDeleting, setDeleting] = useState(false);
  const [, navigate] = useLocation();
  usePageTitle(`${repository.namespace}/${repository.name}:${name}`);
  return (
    <QueryView query={query} whole>
      {(tag) => (
        <>
          <Group justify="space-between" mb="md" align="flex-start">
            <div>
              <Link href={links.repository(repository, 'tags')} className="sw-back">
                <ArrowLeft size={14} aria-hidden="true" /> Tags
              </Link>
              <Title order={2} className="sw-break">
                {tag.name}
              </Title>
              <ul className="sw-meta">
                <li>
                  <Digest value={tag.digest} />
                </li>
                <li>
                  pushed <RelativeTime at={tag.tag_last_pushed} />
                  {tag.last_updater_username && ` by ${tag.last_updater_username}`}
                </li>
                <li>
                  pulled <RelativeTime at={tag.tag_last_pulled} />
                </li>
              </ul>
            </div>
            <Group gap="xs">
              <Button
                component={Link}
                href={`${links.tag(repository, tag.name)}/history`}
                variant="default"
                leftSection={<History size={16} />}
              >
                History
              </Button>
              {repository.permissions.admin && (
                <Button
                  variant="default"
                  className="sw-danger-button"
                  leftSection={<Trash2 size={16} />}
                  onClick={() => setDeleting(true)}
                >
                  Delete
                </Button>
              )}
            </Group>
          </Group>
          <ImageView digest={tag.digest} version={tag.name} />
          <DeleteImagesDialog
            opened={isDeleting}
            onClose={() => setDeleting(false)}
            onDeleted={() => navigate(links.repository(repository, 'tags'))}
            tags={[tag.name]}
            imagesOfTags={[tag.digest]}
          />
        </>
      )}
    </QueryView>
  );
}
