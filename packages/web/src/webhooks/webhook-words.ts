import type { WebhookDelivery, WebhookEventName, WebhookFormat } from '@slipway/api';

/** What a webhook can be told of, as pages say it. */
export const eventWords: Readonly<Record<WebhookEventName, string>> = {
  push: 'A tag is pushed',
  'tag.delete': 'A tag is deleted',
  'repository.create': 'A repository is created',
  'repository.update': 'Description or settings are changed',
  'repository.delete': 'A repository is deleted',
  'repository.rename': 'A repository is renamed',
  'repository.transfer': 'A repository goes to another namespace',
  'repository.visibility': 'A repository is made public or private',
  'repository.archive': 'A repository is archived',
  'repository.unarchive': 'A repository is no longer archived',
};

export const formatWords: Readonly<Record<WebhookFormat, string>> = {
  'docker-hub': 'Docker Hub’s',
  cloudevents: 'CloudEvents 1.0',
};

/** What became of a delivery: a word, and whether it is good. */
export function deliveryState(delivery: Pick<WebhookDelivery, 'state' | 'status' | 'error'>): {
  readonly word: string;
  readonly tone: 'good' | 'bad' | 'waiting';
} {
  const status = delivery.status === null ? '' : ` (${delivery.status})`;
  switch (delivery.state) {
    case 'delivered':
      return { word: `Delivered${status}`, tone: 'good' };
    case 'failed':
      return { word: `Failed${status}`, tone: 'bad' };
    case 'waiting':
      // Tried already, and to be tried again.
      return delivery.status !== null || delivery.error !== null
        ? { word: `Will be tried again${status}`, tone: 'bad' }
        : { word: 'On its way', tone: 'waiting' };
  }
}

/** `87 ms`, `1.2 s`. */
export function durationWords(milliseconds: number | null): string {
  if (milliseconds === null) return '–';
  return milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** JSON with lines and indents; what is none, or is cut off, as it is. */
export function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
