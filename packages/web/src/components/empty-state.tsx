import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { CopyCommand } from './copy-command.tsx';

/** Where nothing is yet: says why, and the next command to type or button to press. */
export function EmptyState({
  icon,
  title,
  children,
  command,
  action,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  command?: string;
  action?: ReactNode;
}) {
  return (
    <div className="sw-empty">
      {icon && <div className="sw-empty-icon">{icon}</div>}
      <Title order={2} size="h3">
        {title}
      </Title>
      {children && (
        <Text component="div" c="dimmed" maw={560}>
          {children}
        </Text>
      )}
      {command && (
        <div className="sw-empty-command">
          <CopyCommand command={command} />
        </div>
      )}
      {action}
    </div>
  );
}
