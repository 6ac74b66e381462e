import { Stack, Text, Title } from '@mantine/core';
import type { Image, Referrer } from '@slipway/api';
import { FileSearch, FileSignature, ShieldCheck } from 'lucide-react';
import { Link } from 'wouter';
import { useReferrers } from '../../api/repository.ts';
import { links } from '../../app/links.ts';
import { useRegistryHost } from '../../app/use-registry-host.ts';
import { TypeBadge } from '../../components/badges.tsx';
import { Bytes } from '../../components/bytes.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { shortDigest } from '../../format/digest.ts';
import { imageName } from '../../format/image-commands.ts';
import { useRepository } from '../repository-context.ts';

const labels: Readonly<Record<string, string>> = {
  signature: 'Signature',
  sbom: 'SBOM',
  attestation: 'Attestation',
};

/** What was said about an image by others: signatures, SBOMs, attestations. */
export function ReferrersView({ image, index }: { image: Image; index: Image | undefined }) {
  return (
    <Stack gap="lg">
      <List digest={image.digest} title={index ? 'About this platform' : undefined} />
      {index && <List digest={index.digest} title="About the index" />}
    </Stack>
  );
}

function List({ digest, title }: { digest: string; title: string | undefined }) {
  const repository = useRepository();
  const query = useReferrers(repository, digest);
  const name = imageName(useRegistryHost(), repository.namespace, repository.name);
  return (
    <div>
      {title && (
        <Title order={3} mb="xs">
          {title}
        </Title>
      )}
      <QueryView query={query}>
        {({ results }) =>
          results.length === 0 ? (
            <EmptyState
              icon={<ShieldCheck size={32} />}
              title="Nobody has signed or described it"
              command={`cosign sign ${name}@${digest}`}
            >
              Signatures, SBOMs and attestations that are pushed show here. To sign it:
            </EmptyState>
          ) : (
            <DataTable
              label="referrers"
              rows={results}
              rowKey={(row) => row.digest}
              columns={[
                { key: 'what', header: 'What', cell: (row) => <What referrer={row} /> },
                {
                  key: 'type',
                  header: 'Type',
                  cell: (row) => <code>{row.artifact_type ?? row.media_type}</code>,
                },
                {
                  key: 'found',
                  header: 'Found by',
                  cell: (row) => (row.tag ? <code>{row.tag}</code> : foundBy[row.found_by]),
                  hideOnPhone: true,
                },
                {
                  key: 'size',
                  header: 'Size',
                  align: 'right',
                  cell: (row) => <Bytes value={row.size} />,
                },
                {
                  key: 'pushed',
                  header: 'Pushed',
                  cell: (row) => <RelativeTime at={row.last_pushed} absent="–" />,
                },
              ]}
            />
          )
        }
      </QueryView>
    </div>
  );
}

const foundBy = { subject: 'its subject', tag: 'its tag', index: 'the index' };

function What({ referrer }: { referrer: Referrer }) {
  const repository = useRepository();
  const Icon = referrer.content_type === 'signature' ? FileSignature : FileSearch;
  return (
    <span className="sw-with-icon">
      <Icon size={16} aria-hidden="true" />
      <Link href={links.repository(repository, `images/${referrer.digest}`)}>
        {labels[referrer.content_type] ?? shortDigest(referrer.digest)}
      </Link>
      {!labels[referrer.content_type] && <TypeBadge type={referrer.content_type} />}
      {referrer.annotations['org.opencontainers.image.title'] && (
        <Text span size="sm" c="dimmed">
          {referrer.annotations['org.opencontainers.image.title']}
        </Text>
      )}
    </span>
  );
}
