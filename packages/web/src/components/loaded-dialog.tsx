import { Modal } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { DialogProps } from './dialog.tsx';

/** A dialog that is there: it opens a moment later, so that it knows where the focus was and returns it. */
export function LoadedDialog({ opened, onClose, title, size = 'md', children }: DialogProps) {
  const [isShown, setShown] = useState(false);
  useEffect(() => setShown(opened), [opened]);
  return (
    <Modal opened={isShown} onClose={onClose} title={title} size={size}>
      {children}
    </Modal>
  );
}
