import { lazy, Suspense, useSyncExternalStore } from 'react';
import { toastsWanted } from '../components/toast.ts';

const Host = lazy(async () => ({
  default: (await import('@mantine/notifications')).Notifications,
}));

/** Where toasts show. */
export function Toasts() {
  const isWanted = useSyncExternalStore(toastsWanted.subscribe, toastsWanted.read);
  if (!isWanted) return null;
  return (
    <Suspense>
      <Host position="bottom-right" limit={4} />
    </Suspense>
  );
}
