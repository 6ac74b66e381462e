import type { Digest, Tag } from '@slipway/oci';
import type { ClientTrace } from './ports/authority.ts';

/** A push of a manifest, as its repository's owner is told of it in the push's transaction. */
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
