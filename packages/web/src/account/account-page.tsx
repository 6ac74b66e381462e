import {
  Building2,
  ChartNoAxesColumn,
  Fingerprint,
  KeyRound,
  Link2,
  Lock,
  Mail,
  MonitorSmartphone,
  ScrollText,
  ShieldCheck,
  Trash2,
  UserRound,
  Webhook,
} from 'lucide-react';
import { lazy } from 'react';
import { useParams } from 'wouter';
import { links } from '../app/links.ts';
import { NotFound } from '../components/not-found.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { type SectionPart, SectionParts } from '../components/section-parts.tsx';

const parts: readonly SectionPart[] = [
  {
    path: '',
    label: 'Profile',
    Icon: UserRound,
    Content: lazy(async () => ({ default: (await import('./profile-part.tsx')).ProfilePart })),
  },
  {
    path: 'email',
    label: 'E-mail',
    Icon: Mail,
    Content: lazy(async () => ({ default: (await import('./email-part.tsx')).EmailPart })),
  },
  {
    path: 'password',
    label: 'Password',
    Icon: Lock,
    Content: lazy(async () => ({ default: (await import('./password-part.tsx')).PasswordPart })),
  },
  {
    path: 'two-factor',
    label: 'Two-factor',
    Icon: ShieldCheck,
    Content: lazy(async () => ({ default: (await import('./two-factor-part.tsx')).TwoFactorPart })),
  },
  {
    path: 'passkeys',
    label: 'Passkeys',
    Icon: Fingerprint,
    Content: lazy(async () => ({ default: (await import('./passkeys-part.tsx')).PasskeysPart })),
  },
  {
    path: 'linked',
    label: 'Linked accounts',
    Icon: Link2,
    Content: lazy(async () => ({ default: (await import('./linked-part.tsx')).LinkedPart })),
  },
  {
    path: 'tokens',
    label: 'Access tokens',
    Icon: KeyRound,
    Content: lazy(async () => ({ default: (await import('./tokens-part.tsx')).TokensPart })),
  },
  {
    path: 'sessions',
    label: 'Sessions',
    Icon: MonitorSmartphone,
    Content: lazy(async () => ({ default: (await import('./sessions-part.tsx')).SessionsPart })),
  },
  {
    path: 'organizations',
    label: 'Organizations',
    Icon: Building2,
    Content: lazy(async () => ({
      default: (await import('./organizations-part.tsx')).OrganizationsPart,
    })),
  },
  {
    path: 'webhooks',
    label: 'Webhooks',
    Icon: Webhook,
    Content: lazy(async () => ({ default: (await import('./webhooks-part.tsx')).WebhooksPart })),
  },
  {
    path: 'usage',
    label: 'Usage',
    Icon: ChartNoAxesColumn,
    Content: lazy(async () => ({ default: (await import('./usage-part.tsx')).UsagePart })),
  },
  {
    path: 'audit',
    label: 'Audit log',
    Icon: ScrollText,
    Content: lazy(async () => ({ default: (await import('./audit-part.tsx')).AuditPart })),
  },
  {
    path: 'deletion',
    label: 'Delete account',
    Icon: Trash2,
    Content: lazy(async () => ({ default: (await import('./deletion-part.tsx')).DeletionPart })),
  },
];

/** Everything that an account settles for itself, in parts. */
export function AccountPage() {
  const { part = '' } = useParams<{ part?: string }>();
  const current = parts.find(({ path }) => path === part);
  if (!current) return <NotFound />;
  return (
    <div className="sw-page">
      <PageHeader title="Account" documentTitle={`${current.label} · Account`} />
      <SectionParts
        label="Account settings"
        {...{ parts, current }}
        href={links.account}
        content={{}}
      />
    </div>
  );
}
