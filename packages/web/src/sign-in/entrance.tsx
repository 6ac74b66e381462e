import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { usePageTitle } from '../app/use-page-title.ts';
import { LogoMark } from '../components/logo.tsx';

/** A page of one card: what one comes through. */
export function Entrance({
  title,
  lead,
  foot,
  children,
}: {
  title: string;
  lead?: ReactNode;
  foot?: ReactNode;
  children?: ReactNode;
}) {
  usePageTitle(title);
  return (
    <div className="sw-entrance">
      <div className="sw-entrance-card">
        <div className="sw-entrance-head">
          <LogoMark size={48} />
          <Title order={1} size="h2" className="sw-break">
            {title}
          </Title>
          {lead && <div className="sw-quiet sw-break">{lead}</div>}
        </div>
        {children}
      </div>
      {foot && <div className="sw-entrance-foot">{foot}</div>}
    </div>
  );
}
