import { WebhooksTab } from '../webhooks/webhooks-tab.tsx';
import { useRepository } from './repository-context.ts';

/** The repository's webhooks. */
export function RepositoryWebhooksTab() {
  const { namespace, name } = useRepository();
  return <WebhooksTab namespace={namespace} repository={name} />;
}
