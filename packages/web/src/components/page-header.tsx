import { Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { usePageTitle } from '../app/use-page-title.ts';

/** The head of a page: its one `h1`, what it is about, its main actions. Names the document, too. */
export function PageHeader({
  title,
  documentTitle,
  lead,
  icon,
  badges,
  actions,
}: {
  title: ReactNode;
  /** Where `title` is no text, or says too little alone. */
  documentTitle?: string;
  lead?: ReactNode;
  icon?: ReactNode;
  badges?: ReactNode;
  actions?: ReactNode;
}) {
  usePageTitle(documentTitle ?? (typeof title === 'string' ? title : undefined));
  return (
    <header className="sw-page-header">
      {icon}
      <div className="sw-page-header-text">
        <Group gap="sm" wrap="wrap" align="center">
          <Title order={1} className="sw-break">
            {title}
          </Title>
          {badges}
        </Group>
        {lead && <div className="sw-lead">{lead}</div>}
      </div>
      {actions && <Group className="sw-page-header-actions">{actions}</Group>}
    </header>
  );
}
