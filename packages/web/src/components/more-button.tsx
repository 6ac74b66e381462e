import { ActionIcon, type ActionIconProps } from '@mantine/core';
import { Ellipsis } from 'lucide-react';
import type { ComponentPropsWithRef } from 'react';

/** Opens a menu of what can be done with a row. */
export function MoreButton({
  label,
  ...props
}: { label: string } & Omit<ActionIconProps, 'aria-label'> &
  Omit<ComponentPropsWithRef<'button'>, keyof ActionIconProps>) {
  return (
    <ActionIcon {...props} variant="subtle" color="gray" aria-label={label}>
      <Ellipsis size={18} />
    </ActionIcon>
  );
}
