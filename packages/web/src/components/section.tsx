import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** One matter of a settings page: its heading, what it is for, what can be done. */
export function Section({
  title,
  lead,
  actions,
  danger = false,
  children,
}: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  /** What cannot be undone is set apart. */
  danger?: boolean;
  children?: ReactNode;
}) {
  return (
    <section className="sw-section" data-danger={danger || undefined} aria-label={title}>
      <Group justify="space-between" align="flex-start" gap="md" className="sw-section-head">
        <div className="sw-section-words">
          <Title order={2}>{title}</Title>
          {lead && (
            <Text component="div" c="dimmed" size="sm" maw="68ch" mt={4}>
              {lead}
            </Text>
          )}
        </div>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children && <div className="sw-section-body">{children}</div>}
    </section>
  );
}
