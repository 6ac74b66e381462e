import type { Digest } from '@slipway/oci';
import type { Transaction } from 'kysely';
import type { PushedEvent } from '../pushed-event.ts';

/** What a caller may do with a repository. `delete` covers tags, manifests and blobs. */
export type RepositoryAction = 'pull' | 'push' | 'delete';

/** A repository as the registry sees it: its rows hang on `id`, names are its owner's business. */
export interface RepositoryHandle {
  readonly id: number;
  /** The name to answer with, `namespace/name`. */
  readonly name: string;
  /** Whether manifests may name blobs that are absent. */
  readonly sparse: boolean;
  /** Its true name, where `name` is one that it had before. */
  readonly canonicalName?: string;
}

/** Where a request came from, for the owner's records. */
export interface ClientTrace {
  readonly address: string;
  /** The User-Agent header, cut to a bounded length. */
  readonly agent: string;
}

/** A tag that is to be set or taken away. */
export interface TagChange {
  readonly repositoryId: number;
  readonly tag: string;
  readonly kind: 'set' | 'delete';
  /** What it names before; null where there is none. */
  readonly previous: Digest | null;
  /** What it is to name; null where it is taken away. */
  readonly next: Digest | null;
}

/** What a push adds, before it is written. */
export interface ManifestPush {
  readonly repositoryId: number;
  readonly digest: Digest;
  readonly mediaType: string;
  /** Bytes of the manifest itself. */
  readonly size: number;
  /** Whether the repository has it already. */
  readonly known: boolean;
}

/** Tags, and perhaps their manifest, that were taken away. */
export interface DeletedEvent {
  readonly repositoryId: number;
  readonly digest: Digest;
  readonly tags: readonly string[];
  /** Whether the manifest went as well. */
  readonly manifest: boolean;
  readonly caller: Caller;
  readonly client: ClientTrace | undefined;
  /** Unix milliseconds. */
  readonly at: number;
}

/** Who calls, once established. A plain value: it travels into commands. */
export interface Caller {
  /** The account's id; undefined for a caller without one. */
  readonly accountId: number | undefined;
  /** Name for history and logs: the account's, or `anonymous`. */
  readonly name: string;
  /** The owner's notes (token id, granted access): plain values, opaque to the registry. */
  readonly grant: unknown;
}

/** What a request shows of who sends it. */
export interface Credentials {
  readonly authorization: string | undefined;
  /** Scheme and host as the client used them (behind a trusted proxy: as it says), no slash after. */
  readonly origin: string;
}

/** The answer to «may this caller do this here?», now, not when the token was made. */
export type Decision =
  /** `repository` is undefined where there is none and the caller may create it (push), or see that there is none. */
  | { readonly kind: 'granted'; readonly repository: RepositoryHandle | undefined }
  /** He may see it but not do this: 403 DENIED with this message (what to do). */
  | { readonly kind: 'denied'; readonly message: string }
  /** To him it does not exist, nor may he create it: 401 with the challenge. */
  | { readonly kind: 'hidden' };

/** What is asked for in a challenge. */
export interface ChallengeRequest {
  readonly credentials: Credentials;
  readonly scope?:
    | { readonly repository: string; readonly actions: readonly RepositoryAction[] }
    | { readonly catalog: true };
  /** RFC 6750 section 3.1. */
  readonly error?: 'invalid_token' | 'insufficient_scope';
}

/** Says who calls and what he may do. Filled by the hub. */
export interface Authority {
  /**
   * The caller, or undefined where the header holds nothing acceptable (absent, expired, revoked,
   * malformed). A request without a header is undefined too: anonymous callers get a token like all.
   */
  identify(credentials: Credentials): Promise<Caller | undefined>;
  /** At most half a second old. `name` is checked already. Never throws for bad input. */
  decide(caller: Caller, name: string, action: RepositoryAction): Promise<Decision>;
  /** The WWW-Authenticate value. */
  challenge(request: ChallengeRequest): string;
  /**
   * The repository `name` as the source of a mount, where the caller may pull from it. As for
   * {@link findMountSource}, what he may decides, not what his token was asked for: clients ask for
   * a token of the target alone, since the challenge names no other. At most half a second old.
   */
  namedMountSource(caller: Caller, name: string): Promise<RepositoryHandle | undefined>;
  /**
   * A repository that the caller may pull from and that links `digest`, or undefined. Bounded work,
   * however many repositories share the blob: it may miss one, never invent one.
   */
  findMountSource(caller: Caller, digest: Digest): Promise<RepositoryHandle | undefined>;
  /** Whether the caller's token was asked for the catalog; where not, a challenge leads to one that is. */
  mayListCatalog(caller: Caller): boolean;
  /** Names the caller may pull, in byte order, after `last`, at most `limit`. */
  listRepositories(caller: Caller, page: { last?: string; limit: number }): Promise<string[]>;
}

/** The part of the repositories' owner that takes part in the registry's own transactions. */
export interface RepositoryOwner {
  /**
   * Finds or creates the repository, in the transaction. `refused` where the caller may not create
   * it, or where it was closed or deleted meanwhile.
   */
  ensureRepository(
    // biome-ignore lint/suspicious/noExplicitAny: the owner's tables are its own; the transaction carries them
    transaction: Transaction<any>,
    caller: Caller,
    name: string,
  ): Promise<
    | { readonly kind: 'ready'; readonly repository: RepositoryHandle; readonly created: boolean }
    | { readonly kind: 'refused'; readonly message: string }
  >;
  /** Why a manifest may not be pushed (a quota), in the push's transaction; undefined where it may. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  refusePush?(transaction: Transaction<any>, push: ManifestPush): Promise<string | undefined>;
  /** Why a tag may not be set or taken away, in that transaction; undefined where it may. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  refuseTagChange?(transaction: Transaction<any>, change: TagChange): Promise<string | undefined>;
  /** Told of a push in its transaction, after all is written. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  pushed?(transaction: Transaction<any>, event: PushedEvent): Promise<void>;
  /** Told of a deletion in its transaction, after all is written. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  deleted?(transaction: Transaction<any>, event: DeletedEvent): Promise<void>;
}

/** What the owner has to say of pushes and deletions, whoever carries them out. */
export type PushHooks = Omit<RepositoryOwner, 'ensureRepository'>;

/** Told of pulls, for counting in batches. Cheap and never throws. */
export interface PullObserver {
  /** One successful GET of a manifest. */
  pulled(event: {
    readonly repositoryId: number;
    readonly tag: string | undefined;
    readonly digest: Digest;
  }): void;
}
