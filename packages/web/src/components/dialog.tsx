import { lazy, type ReactNode, Suspense, useState } from 'react';

const Loaded = lazy(async () => ({
  default: (await import('./loaded-dialog.tsx')).LoadedDialog,
}));

export interface DialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly size?: 'md' | 'lg' | 'xl';
  readonly children: ReactNode;
}

/** What lies over the page until it is closed. What draws it is loaded when it is first opened. */
export function Dialog(props: DialogProps) {
  const [wasOpened, setWasOpened] = useState(false);
  if (props.opened && !wasOpened) setWasOpened(true);
  if (!wasOpened) return null;
  return (
    <Suspense fallback={null}>
      <Loaded {...props} />
    </Suspense>
  );
}
