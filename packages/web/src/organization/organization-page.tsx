import { Badge } from '@mantine/core';
import type { Organization } from '@slipway/api';
import {
  ChartNoAxesColumn,
  KeyRound,
  MailPlus,
  ScrollText,
  Settings,
  Trash2,
  Users,
  UsersRound,
  Webhook,
} from 'lucide-react';
import { lazy } from 'react';
import { Link, useParams } from 'wouter';
import { PictureOf } from '../account/picture-of.tsx';
import { useSession } from '../api/session.ts';
import { useCall } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { NotFound } from '../components/not-found.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { QueryView } from '../components/query-view.tsx';
import { type SectionPart, SectionParts } from '../components/section-parts.tsx';
import type { OrganizationPartProps } from './organization-part.ts';

interface Part extends SectionPart<OrganizationPartProps> {
  /** Those without it are for members as well. */
  readonly ownersOnly?: boolean;
}

const parts: readonly Part[] = [
  {
    path: '',
    label: 'General',
    Icon: Settings,
    Content: lazy(async () => ({ default: (await import('./general-part.tsx')).GeneralPart })),
  },
  {
    path: 'members',
    label: 'Members',
    Icon: Users,
    Content: lazy(async () => ({ default: (await import('./members-part.tsx')).MembersPart })),
  },
  {
    path: 'invites',
    label: 'Invitations',
    Icon: MailPlus,
    ownersOnly: true,
    Content: lazy(async () => ({ default: (await import('./invites-part.tsx')).InvitesPart })),
  },
  {
    path: 'teams',
    label: 'Teams',
    Icon: UsersRound,
    Content: lazy(async () => ({ default: (await import('./teams-part.tsx')).TeamsPart })),
  },
  {
    path: 'tokens',
    label: 'Access tokens',
    Icon: KeyRound,
    ownersOnly: true,
    Content: lazy(async () => ({ default: (await import('./tokens-part.tsx')).TokensPart })),
  },
  {
    path: 'webhooks',
    label: 'Webhooks',
    Icon: Webhook,
    ownersOnly: true,
    Content: lazy(async () => ({ default: (await import('./webhooks-part.tsx')).WebhooksPart })),
  },
  {
    path: 'audit',
    label: 'Audit log',
    Icon: ScrollText,
    ownersOnly: true,
    Content: lazy(async () => ({ default: (await import('./audit-part.tsx')).AuditPart })),
  },
  {
    path: 'usage',
    label: 'Usage',
    Icon: ChartNoAxesColumn,
    ownersOnly: true,
    Content: lazy(async () => ({ default: (await import('./usage-part.tsx')).UsagePart })),
  },
  {
    path: 'deletion',
    label: 'Delete',
    Icon: Trash2,
    ownersOnly: true,
    Content: lazy(async () => ({ default: (await import('./deletion-part.tsx')).DeletionPart })),
  },
];

/** An organization as its members look after it. */
export function OrganizationPage() {
  const { org } = useParams<{ org: string }>();
  const query = useCall('organization.read', { params: { org } });
  return (
    <div className="sw-page">
      <QueryView query={query} whole>
        {(organization) => <Parts organization={organization} />}
      </QueryView>
    </div>
  );
}

function Parts({ organization }: { organization: Organization }) {
  const { part = '', item } = useParams<{ part?: string; item?: string }>();
  const { user } = useSession();
  const isOwner = organization.role === 'owner' || (user?.isAdministrator ?? false);
  const offered = parts.filter(({ ownersOnly }) => isOwner || !ownersOnly);
  const current = offered.find(({ path }) => path === part);
  // To outsiders it is a namespace with a page, and nothing to look after.
  if (!current || (organization.role === null && !isOwner)) return <NotFound />;
  const { orgname, full_name, role } = organization;
  return (
    <>
      <PageHeader
        title={full_name || orgname}
        documentTitle={`${current.label} · ${orgname}`}
        icon={<PictureOf name={orgname} url={organization.gravatar_url} size={48} />}
        badges={role && <Badge className="sw-badge">{role}</Badge>}
        lead={<Link href={links.namespace(orgname)}>Repositories of {orgname}</Link>}
      />
      <SectionParts
        label={`Settings of ${orgname}`}
        parts={offered}
        current={current}
        href={(path) => links.organization(orgname, path)}
        content={{ organization, isOwner, item }}
      />
    </>
  );
}
