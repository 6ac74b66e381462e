import { Badge, Tooltip } from '@mantine/core';
import {
  Archive,
  Box,
  FileSearch,
  FileSignature,
  Globe,
  HeartHandshake,
  Layers,
  Lock,
  Medal,
  Package,
  Puzzle,
  ShieldCheck,
  Ship,
} from 'lucide-react';
import type { ReactNode } from 'react';

/** Public or private. */
export function VisibilityBadge({ isPrivate }: { isPrivate: boolean }) {
  return (
    <Badge className="sw-badge" leftSection={isPrivate ? <Lock size={11} /> : <Globe size={11} />}>
      {isPrivate ? 'Private' : 'Public'}
    </Badge>
  );
}

/** Read only, though it can still be pulled. */
export function ArchivedBadge() {
  return (
    <Badge className="sw-badge" leftSection={<Archive size={11} />}>
      Archived
    </Badge>
  );
}

const trusts: Readonly<Record<string, { label: string; about: string; icon: ReactNode }>> = {
  official: {
    label: 'Official',
    about: 'Kept by this hub’s administrators',
    icon: <Medal size={11} />,
  },
  verified_publisher: {
    label: 'Verified publisher',
    about: 'This hub’s administrators know who publishes it',
    icon: <ShieldCheck size={11} />,
  },
  open_source: {
    label: 'Open source',
    about: 'An open source project that this hub supports',
    icon: <HeartHandshake size={11} />,
  },
};

/** What the administrators say of a repository; nothing where they say nothing. */
export function TrustBadge({ badge }: { badge?: string | null | undefined }) {
  const trust = trusts[badge ?? ''];
  if (!trust) return null;
  return (
    <Tooltip label={trust.about}>
      <Badge className="sw-badge sw-badge-trust" leftSection={trust.icon}>
        {trust.label}
      </Badge>
    </Tooltip>
  );
}

const kinds: Readonly<Record<string, { label: string; icon: ReactNode }>> = {
  image: { label: 'Image', icon: <Box size={11} /> },
  helm: { label: 'Helm chart', icon: <Ship size={11} /> },
  wasm: { label: 'WASM', icon: <Puzzle size={11} /> },
  sbom: { label: 'SBOM', icon: <FileSearch size={11} /> },
  signature: { label: 'Signature', icon: <FileSignature size={11} /> },
  attestation: { label: 'Attestation', icon: <FileSignature size={11} /> },
  compose: { label: 'Compose', icon: <Layers size={11} /> },
  volume: { label: 'Volume', icon: <Package size={11} /> },
  model: { label: 'Model', icon: <Package size={11} /> },
  plugin: { label: 'Plugin', icon: <Puzzle size={11} /> },
  artifact: { label: 'Artifact', icon: <Package size={11} /> },
};

/** What a repository or a tag holds. */
export function TypeBadge({ type }: { type: string }) {
  const kind = kinds[type] ?? { label: type, icon: <Package size={11} /> };
  return (
    <Badge className="sw-badge" leftSection={kind.icon}>
      {kind.label}
    </Badge>
  );
}
