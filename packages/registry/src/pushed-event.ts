import type { Digest, Tag } from '@slipway/oci';
import type { ClientTrace } from './ports/authority.ts';

/** The outbox topic of {@link PushedEvent}. */
export const pushedTopic = 'registry.pushed';

/** What a push of a manifest leaves in the outbox. */
export interface PushedEvent {
  readonly repositoryId: number;
  /** `namespace/name`. */
  readonly repository: string;
  readonly digest: Digest;
  readonly mediaType: string;
  /** The tags this push set, and what each named before. */
  readonly tags: readonly { readonly name: Tag; readonly previous: Digest | null }[];
  readonly accountId: number | null;
  readonly accountName: string;
  readonly client: ClientTrace | null;
  /** Unix milliseconds. */
  readonly at: number;
}
