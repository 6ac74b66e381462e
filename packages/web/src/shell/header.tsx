import { ActionIcon, Button, Group, Skeleton } from '@mantine/core';
import { Compass, Plus, Search } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { useSession } from '../api/session.ts';
import { links } from '../app/links.ts';
import { LogoMark } from '../components/logo.tsx';
import { AccountMenu } from './account-menu.tsx';
import { ColorSchemeMenu } from './color-scheme-menu.tsx';
import { SearchBox } from './search-box.tsx';

/** The head of every page. */
export function Header() {
  return (
    <header className="sw-header">
      <div className="sw-header-inner">
        <Link href={links.home} className="sw-logo" aria-label="Slipway, home">
          <LogoMark />
          <span className="sw-logo-word">Slipway</span>
        </Link>
        <div className="sw-header-search">
          <SearchBox />
        </div>
        <nav aria-label="Site" className="sw-header-nav">
          <ActionIcon
            component={Link}
            href={links.explore()}
            className="sw-phone-only"
            variant="subtle"
            color="gray"
            size="lg"
            aria-label="Search"
          >
            <Search size={18} />
          </ActionIcon>
          <Button
            component={Link}
            href={links.explore()}
            className="sw-desktop-only"
            variant="subtle"
            color="gray"
            leftSection={<Compass size={16} />}
          >
            Explore
          </Button>
          <ColorSchemeMenu />
          <HeaderAccount />
        </nav>
      </div>
    </header>
  );
}

function HeaderAccount() {
  const { user, isKnown } = useSession();
  const [location] = useLocation();
  if (!isKnown) return <Skeleton height={34} width={34} radius="md" />;
  if (!user) {
    return (
      <Button component={Link} href={links.signIn(location)} variant="filled" size="sm">
        Sign in
      </Button>
    );
  }
  return (
    <Group gap={8} wrap="nowrap">
      <Button
        component={Link}
        href={links.newRepository()}
        className="sw-desktop-only"
        leftSection={<Plus size={16} />}
        variant="default"
        size="sm"
      >
        New
      </Button>
      <AccountMenu user={user} />
    </Group>
  );
}
