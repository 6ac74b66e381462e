import { Menu, Text, UnstyledButton } from '@mantine/core';
import { Building2, KeyRound, LogOut, Plus, Settings, Shield, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { PictureOf } from '../account/picture-of.tsx';
import { request } from '../api/http.ts';
import { type SessionUser, useSessionChanged } from '../api/session.ts';
import { links } from '../app/links.ts';
import { toastFailure } from '../components/toast.ts';

/** What somebody signed in reaches from everywhere. */
export function AccountMenu({ user }: { user: SessionUser }) {
  const [, navigate] = useLocation();
  const sessionChanged = useSessionChanged();
  const signOut = async () => {
    try {
      await request('/v2/session', { method: 'DELETE' });
      await sessionChanged();
      navigate(links.home);
    } catch (error) {
      toastFailure(error);
    }
  };
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <UnstyledButton className="sw-account" aria-label={`Account menu of ${user.username}`}>
          <PictureOf name={user.username} url={user.avatarUrl} size={34} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className="sw-account-name">
          <Text component="div" fw={600}>
            {user.fullName || user.username}
          </Text>
          <Text component="div" size="sm" c="dimmed">
            {user.username}
          </Text>
        </div>
        <Menu.Divider />
        <Item href={links.namespace(user.username)} icon={<UserRound size={16} />}>
          Your repositories
        </Item>
        <Item href={links.newRepository()} icon={<Plus size={16} />}>
          New repository
        </Item>
        <Item href={links.account('organizations')} icon={<Building2 size={16} />}>
          Organizations
        </Item>
        <Item href={links.account('tokens')} icon={<KeyRound size={16} />}>
          Access tokens
        </Item>
        <Item href={links.account()} icon={<Settings size={16} />}>
          Account settings
        </Item>
        {user.isAdministrator && (
          <Item href={links.administration()} icon={<Shield size={16} />}>
            Administration
          </Item>
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={16} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Item({ href, icon, children }: { href: string; icon: ReactNode; children: string }) {
  return (
    <Menu.Item component={Link} href={href} leftSection={icon}>
      {children}
    </Menu.Item>
  );
}
