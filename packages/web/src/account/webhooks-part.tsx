import { useSession } from '../api/session.ts';
import { WebhooksTab } from '../webhooks/webhooks-tab.tsx';

/** Webhooks that are told of all of one’s own repositories. */
export function WebhooksPart() {
  const { user } = useSession();
  return user ? <WebhooksTab namespace={user.username} /> : null;
}
