import type { NotificationData } from '@mantine/notifications';

const listeners = new Set<() => void>();
let isWanted = false;

/** Whether anything was ever said: what shows it is loaded only then. */
export const toastsWanted = {
  read: (): boolean => isWanted,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** Says that something was done. */
export function toastDone(message: string): void {
  void show({ message, color: 'harbor', withBorder: true, autoClose: 5000 });
}

/** Says that something failed, and why; stays longer. */
export function toastFailure(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  void show({ message, color: 'red', withBorder: true, autoClose: 12_000 });
}

async function show(data: NotificationData): Promise<void> {
  isWanted = true;
  for (const tell of listeners) tell();
  const { notifications } = await import('@mantine/notifications');
  notifications.show({ closeButtonProps: { 'aria-label': 'Close this message' }, ...data });
}
