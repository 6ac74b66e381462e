import { notifications } from '@mantine/notifications';

/** Says that something was done. */
export function toastDone(message: string): void {
  notifications.show({ message, color: 'harbor', withBorder: true, autoClose: 4000 });
}

/** Says that something failed, and why; stays until it is closed. */
export function toastFailure(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  notifications.show({ message, color: 'red', withBorder: true, autoClose: 12_000 });
}
