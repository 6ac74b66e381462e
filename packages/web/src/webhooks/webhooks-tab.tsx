import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Plus, Webhook as WebhookIcon } from 'lucide-react';
import { useState } from 'react';
import { EmptyState } from '../components/empty-state.tsx';
import { Pagination } from '../components/pagination.tsx';
import { QueryView } from '../components/query-view.tsx';
import { Section } from '../components/section.tsx';
import { type WebhookOwner, webhookCalls } from './webhook-calls.ts';
import { WebhookEditor } from './webhook-editor.tsx';
import { WebhookEntry } from './webhook-entry.tsx';

const pageSize = 20;

/** The webhooks of a repository, or of all of a namespace. */
export function WebhooksTab(owner: WebhookOwner) {
  const { namespace, repository } = owner;
  const [page, setPage] = useState(1);
  const [isAdding, setAdding] = useState(false);
  const query = useQuery({
    queryKey: ['webhook.list', namespace, repository, page],
    queryFn: () => webhookCalls(owner).list({ page, page_size: pageSize }),
  });
  const what = repository === undefined ? 'in any of its repositories' : 'in this repository';
  return (
    <Section
      title="Webhooks"
      lead={`Programs elsewhere are told by an HTTP request when something happens ${what}. Each request is signed.`}
      actions={
        !isAdding && (
          <Button size="xs" leftSection={<Plus size={14} />} onClick={() => setAdding(true)}>
            New webhook
          </Button>
        )
      }
    >
      {isAdding && <WebhookEditor owner={owner} onClose={() => setAdding(false)} />}
      <QueryView query={query}>
        {({ results, count }) =>
          count === 0 ? (
            !isAdding && (
              <EmptyState icon={<WebhookIcon size={28} />} title="No webhook yet">
                Add the address of what should follow pushes: a deployment, a chat, a build.
              </EmptyState>
            )
          ) : (
            <>
              <ul className="sw-rows" aria-label="Webhooks">
                {results.map((webhook) => (
                  <WebhookEntry key={webhook.id} owner={owner} webhook={webhook} />
                ))}
              </ul>
              <Pagination
                page={page}
                pageSize={pageSize}
                count={count}
                onChange={setPage}
                label="webhooks"
              />
            </>
          )
        }
      </QueryView>
    </Section>
  );
}
