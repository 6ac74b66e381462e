import {
  Activity,
  BadgeCheck,
  Building2,
  HardDrive,
  KeyRound,
  LayoutDashboard,
  ListChecks,
  LogIn,
  MailPlus,
  Recycle,
  ScrollText,
  SlidersHorizontal,
  Users,
} from 'lucide-react';
import { lazy } from 'react';
import { useParams } from 'wouter';
import { useSession } from '../api/session.ts';
import { links } from '../app/links.ts';
import { NotFound } from '../components/not-found.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { type SectionPart, SectionParts } from '../components/section-parts.tsx';

const parts: readonly SectionPart[] = [
  {
    path: '',
    label: 'Overview',
    Icon: LayoutDashboard,
    Content: lazy(async () => ({ default: (await import('./overview-part.tsx')).OverviewPart })),
  },
  {
    path: 'users',
    label: 'Users',
    Icon: Users,
    Content: lazy(async () => ({ default: (await import('./users-part.tsx')).UsersPart })),
  },
  {
    path: 'invitations',
    label: 'Invitations',
    Icon: MailPlus,
    Content: lazy(async () => ({
      default: (await import('./invitations-part.tsx')).InvitationsPart,
    })),
  },
  {
    path: 'organizations',
    label: 'Namespaces',
    Icon: Building2,
    Content: lazy(async () => ({
      default: (await import('./namespaces-part.tsx')).NamespacesPart,
    })),
  },
  {
    path: 'repositories',
    label: 'Badges',
    Icon: BadgeCheck,
    Content: lazy(async () => ({ default: (await import('./badges-part.tsx')).BadgesPart })),
  },
  {
    path: 'storage',
    label: 'Storage',
    Icon: HardDrive,
    Content: lazy(async () => ({ default: (await import('./storage-part.tsx')).StoragePart })),
  },
  {
    path: 'garbage-collection',
    label: 'Garbage',
    Icon: Recycle,
    Content: lazy(async () => ({ default: (await import('./garbage-part.tsx')).GarbagePart })),
  },
  {
    path: 'jobs',
    label: 'Jobs',
    Icon: ListChecks,
    Content: lazy(async () => ({ default: (await import('./jobs-part.tsx')).JobsPart })),
  },
  {
    path: 'openid',
    label: 'OpenID',
    Icon: LogIn,
    Content: lazy(async () => ({ default: (await import('./openid-part.tsx')).OpenidPart })),
  },
  {
    path: 'keys',
    label: 'Keys',
    Icon: KeyRound,
    Content: lazy(async () => ({ default: (await import('./keys-part.tsx')).KeysPart })),
  },
  {
    path: 'audit',
    label: 'Audit log',
    Icon: ScrollText,
    Content: lazy(async () => ({ default: (await import('./audit-part.tsx')).AuditPart })),
  },
  {
    path: 'settings',
    label: 'Settings',
    Icon: SlidersHorizontal,
    Content: lazy(async () => ({ default: (await import('./settings-part.tsx')).SettingsPart })),
  },
  {
    path: 'health',
    label: 'Health',
    Icon: Activity,
    Content: lazy(async () => ({ default: (await import('./health-part.tsx')).HealthPart })),
  },
];

/** What administrators of the hub look after. */
export function AdminPage() {
  const { part = '' } = useParams<{ part?: string }>();
  const { user } = useSession();
  const current = parts.find(({ path }) => path === part);
  if (!current || !user?.isAdministrator) return <NotFound />;
  return (
    <div className="sw-page">
      <PageHeader title="Administration" documentTitle={`${current.label} · Administration`} />
      <SectionParts
        label="Administration"
        {...{ parts, current }}
        href={links.administration}
        content={{}}
      />
    </div>
  );
}
