import { Title } from '@mantine/core';
import { ArrowLeft } from 'lucide-react';
import { Link, useParams } from 'wouter';
import { links } from '../../app/links.ts';
import { usePageTitle } from '../../app/use-page-title.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { shortDigest } from '../../format/digest.ts';
import { useRepository } from '../repository-context.ts';
import { ImageView } from './image-view.tsx';

/** A manifest by its digest, tagged or not. */
export function DigestPage() {
  const repository = useRepository();
  const { digest = '' } = useParams<{ digest: string }>();
  usePageTitle(`${repository.namespace}/${repository.name}@${shortDigest(digest)}`);
  return (
    <>
      <Link href={links.repository(repository, 'images')} className="sw-back">
        <ArrowLeft size={14} aria-hidden="true" /> Images
      </Link>
      <Title order={2} mb="md" className="sw-break">
        <code>{digest}</code> <CopyButton value={digest} label="digest" />
      </Title>
      <ImageView digest={digest} version={digest} />
    </>
  );
}
