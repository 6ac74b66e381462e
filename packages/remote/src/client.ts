import type { Descriptor, Digest, DigestAlgorithm } from '@slipway/oci';
import type { Credential, CredentialSource } from './credentials/credential.ts';
import type {
  BlobOffer,
  BlobOutcome,
  BlobReadOptions,
  Cancellable,
  RepositoryLocation,
} from './ports.ts';

/** How a client behaves towards every registry that it talks to. */
export interface RegistryClientOptions {
  /** Where names and passwords come from; anonymous where absent. */
  readonly credentials?: CredentialSource;
  /**
   * Accepts certificates that cannot be verified, and plain HTTP where a registry has no HTTPS.
   * Loopback addresses may always use plain HTTP.
   */
  readonly insecure?: boolean;
  /** Accepts certificates that cannot be verified, without allowing plain HTTP. */
  readonly skipTlsVerify?: boolean;
  /** A PEM file of certificate authorities, trusted beside the system's. */
  readonly caFile?: string;
  readonly userAgent?: string;
  readonly retry?: RetryOptions;
  /** Milliseconds without a byte after which a transfer counts as broken. Default 60,000. */
  readonly stallTimeout?: number;
}

/** How often and how long a client tries again. */
export interface RetryOptions {
  /** Tries after the first one. Default 4. */
  readonly retries?: number;
  /** Milliseconds before the first new try, doubled each time, with jitter. Default 300. */
  readonly baseDelay?: number;
  /** The longest wait in milliseconds, also where a Retry-After asks for more. Default 30,000. */
  readonly maximumDelay?: number;
}

/** A manifest as served: the bytes are what the digest is of. */
export interface FetchedManifest {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

/** What {@link RemoteRepository.pushManifest} needs. */
export interface PushManifestOptions extends Cancellable {
  /** The media type to declare: the manifest's own. */
  readonly mediaType: string;
  /** The tag; without one the manifest is pushed by its digest. */
  readonly tag?: string;
  /** Of the digest to push by. Default sha256. */
  readonly algorithm?: DigestAlgorithm;
}

/** One repository of a registry. A `reference` is a tag or a digest. */
export interface RemoteRepository {
  readonly location: RepositoryLocation;
  /** HEAD (GET where the registry answers HEAD incompletely). Throws NOT_FOUND. */
  resolve(reference: string, options?: Cancellable): Promise<Descriptor>;
  /** The exact bytes, verified, at most 4 MiB. Throws NOT_FOUND, TOO_LARGE, DIGEST_MISMATCH. */
  fetchManifest(reference: string, options?: Cancellable): Promise<FetchedManifest>;
  /** Whether the repository has the blob. */
  hasBlob(descriptor: Descriptor, options?: Cancellable): Promise<boolean>;
  /**
   * The bytes, going on with Range after a dropped connection; verified when read from the start.
   * Ends early only by throwing: NOT_FOUND, SIZE_MISMATCH, DIGEST_MISMATCH, UNREACHABLE.
   */
  fetchBlob(descriptor: Descriptor, options?: BlobReadOptions): AsyncIterable<Uint8Array>;
  /** Skips what is there, mounts what `offer.from` has in this registry, uploads the rest. */
  pushBlob(descriptor: Descriptor, offer: BlobOffer): Promise<BlobOutcome>;
  /** Stores a manifest under its digest, or a tag. Keeps the fallback tag where it has a subject. */
  pushManifest(bytes: Uint8Array, options: PushManifestOptions): Promise<Descriptor>;
  /** Every tag, page by page, in the registry's order. */
  listTags(options?: Cancellable): AsyncIterable<string>;
  /** Deletes a tag, or a manifest with all its tags. Throws NOT_FOUND, UNSUPPORTED, DENIED. */
  deleteManifest(reference: string, options?: Cancellable): Promise<void>;
  deleteBlob(digest: Digest, options?: Cancellable): Promise<void>;
  /** Manifests whose subject is `digest`: the API, or the fallback tag where there is none. */
  referrers(
    digest: Digest,
    options?: Cancellable & { readonly artifactType?: string },
  ): Promise<readonly Descriptor[]>;
}

/** Talks to registries. Holds connections and tokens until it is closed. */
export interface RegistryClient {
  repository(location: RepositoryLocation): RemoteRepository;
  /**
   * Checks that `registry` speaks the distribution API and takes the credentials (those of
   * `credential`, else the client's own). Throws UNAUTHORIZED, UNREACHABLE, INVALID_RESPONSE.
   */
  ping(registry: string, options?: PingOptions): Promise<void>;
  /** Every repository the caller may see, page by page. */
  catalog(registry: string, options?: Cancellable): AsyncIterable<string>;
  /** The registry's base URL, `http://localhost:5000`: found by asking it. */
  baseUrl(registry: string, options?: Cancellable): Promise<URL>;
  close(): Promise<void>;
}

/** What {@link RegistryClient.ping} may be told. */
export interface PingOptions extends Cancellable {
  /** Credentials to try instead of the stored ones: before `login` stores them. */
  readonly credential?: Credential;
}
