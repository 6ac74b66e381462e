import type { Platform } from '@slipway/oci';
import type { WebhookEvent } from './webhook-event.ts';

/** What a payload tells of a repository. */
export interface RepositoryFacts {
  readonly namespace: string;
  readonly name: string;
  readonly description: string;
  readonly fullDescription: string;
  readonly isPrivate: boolean;
  readonly isOfficial: boolean;
  readonly starCount: number;
  readonly createdAt: number;
}

/** What a payload tells of a tag. */
export interface TagFacts {
  readonly name: string;
  readonly digest: string | null;
  readonly mediaType: string | null;
  readonly platforms: readonly Platform[];
}

/** An event with what the rows say of what it concerns. */
export interface EventFacts {
  readonly event: WebhookEvent;
  readonly repository: RepositoryFacts;
  readonly tag: TagFacts | undefined;
}

/** What a delivery adds to an event. */
export interface DeliveryFacts {
  readonly deliveryId: string;
  /** How the hub is reached, no slash after. */
  readonly origin: string;
  readonly callbackToken: string;
}
