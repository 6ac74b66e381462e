import { Alert, Stack } from '@mantine/core';
import { KeyRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { CopyCommand } from './copy-command.tsx';

/** A secret that the hub shows this once. */
export function SecretOnce({
  title,
  secret,
  label,
  children,
}: {
  title: string;
  secret: string;
  /** What is copied: `token`. */
  label: string;
  children?: ReactNode;
}) {
  return (
    <Alert color="harbor" icon={<KeyRound size={18} />} title={title} role="status">
      <Stack gap="sm">
        <span>Copy it now: it cannot be shown again.</span>
        <CopyCommand command={secret} label={label} />
        {children}
      </Stack>
    </Alert>
  );
}
