/** A name and a secret for one registry. */
export type Credential =
  | { readonly username: string; readonly password: string }
  | { readonly username?: string; readonly identityToken: string };

/** Looks credentials up. */
export interface CredentialSource {
  /** The credential for a registry's host (`localhost:5000`, `docker.io`); undefined where none. */
  get(registry: string): Promise<Credential | undefined>;
}

/** Where a credential went. */
export interface StoredAt {
  /** The credential helper that took it, or the file that holds it in readable form. */
  readonly kind: 'helper' | 'file';
  /** The helper's program name, or the file's path. */
  readonly name: string;
}

/** Keeps credentials. */
export interface CredentialStore extends CredentialSource {
  /** Keeps `credential`. Throws CREDENTIALS, with nothing changed. */
  store(registry: string, credential: Credential): Promise<StoredAt>;
  /** Forgets; false where there was nothing to forget. Throws CREDENTIALS. */
  erase(registry: string): Promise<boolean>;
  /** The registries that have credentials, as their keys are stored, with the user names. */
  list(): Promise<readonly { readonly registry: string; readonly username: string }[]>;
}
