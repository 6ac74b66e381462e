import { Anchor } from '@mantine/core';
import type { Image } from '@slipway/api';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { links } from '../../app/links.ts';
import { Bytes } from '../../components/bytes.tsx';
import { Digest } from '../../components/digest.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { counted } from '../../format/count.ts';
import { formatPlatform } from '../../format/platform.ts';
import { useRepository } from '../repository-context.ts';

/** What there is to know of a manifest at a glance. */
export function ImageFacts({ image, index }: { image: Image; index: Image | undefined }) {
  const repository = useRepository();
  const tags = (index ?? image).tags;
  const facts: [string, ReactNode][] = [
    ['Digest', <Digest key="digest" value={image.digest} />],
    ...(image.platform
      ? [
          ['Platform', <code key="platform">{formatPlatform(image.platform)}</code>] as [
            string,
            ReactNode,
          ],
        ]
      : []),
    ['Compressed size', <Bytes key="size" value={image.size} />],
    ...(image.created
      ? [['Built', <RelativeTime key="built" at={image.created} />] as [string, ReactNode]]
      : []),
    ['Pushed', <RelativeTime key="pushed" at={image.last_pushed} />],
    ['Pulled', <RelativeTime key="pulled" at={(index ?? image).last_pulled} />],
    ...(image.author ? [['Author', image.author] as [string, ReactNode]] : []),
    ...(image.artifact_type
      ? [['Artifact type', <code key="type">{image.artifact_type}</code>] as [string, ReactNode]]
      : []),
    ['Media type', <code key="media">{image.media_type}</code>],
  ];
  return (
    <div className="sw-card">
      <dl className="sw-fact-grid">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="sw-break">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="sw-also">
        {tags.length === 0 ? (
          'No tag names it.'
        ) : (
          <>
            {counted(tags.length, 'tag')}:{' '}
            {tags.slice(0, 12).map((tag) => (
              <Anchor
                key={tag}
                component={Link}
                href={links.tag(repository, tag)}
                className="sw-chip"
              >
                {tag}
              </Anchor>
            ))}
            {tags.length > 12 && ` and ${tags.length - 12} more`}
          </>
        )}
      </p>
    </div>
  );
}
