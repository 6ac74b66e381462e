// Made from the OpenAPI document by `npm run generate`: change packages/api instead.

/** What each operation takes and gives. */
export interface Operations {
  /** Create a personal access token. */
  'access-token.create': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { token_label: string; scopes: readonly ("repo:public_read" | "repo:read" | "repo:write" | "repo:admin")[]; expires_at?: string | null | undefined };
    answer: { uuid: string; client_id: "HUB"; creator_ip: string; creator_ua: string; created_at: string; last_used: string | null; expires_at: string | null; generated_by: "manual"; is_active: boolean; token: string; token_label: string; scopes: readonly ("repo:public_read" | "repo:read" | "repo:write" | "repo:admin")[] };
  };
  /** Delete a personal access token. */
  'access-token.delete': {
    params: { uuid: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** List personal access tokens. */
  'access-token.list': {
    params: Record<never, never>;
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ uuid: string; client_id: "HUB"; creator_ip: string; creator_ua: string; created_at: string; last_used: string | null; expires_at: string | null; generated_by: "manual"; is_active: boolean; token: string; token_label: string; scopes: readonly ("repo:public_read" | "repo:read" | "repo:write" | "repo:admin")[] })[]; active_count: number };
  };
  /** Get a personal access token. */
  'access-token.read': {
    params: { uuid: string };
    query: Record<never, never>;
    body: undefined;
    answer: { uuid: string; client_id: "HUB"; creator_ip: string; creator_ua: string; created_at: string; last_used: string | null; expires_at: string | null; generated_by: "manual"; is_active: boolean; token: string; token_label: string; scopes: readonly ("repo:public_read" | "repo:read" | "repo:write" | "repo:admin")[] };
  };
  /** Rename, deactivate or activate a personal access token. */
  'access-token.update': {
    params: { uuid: string };
    query: Record<never, never>;
    body: { token_label?: string | undefined; is_active?: boolean | undefined };
    answer: { uuid: string; client_id: "HUB"; creator_ip: string; creator_ua: string; created_at: string; last_used: string | null; expires_at: string | null; generated_by: "manual"; is_active: boolean; token: string; token_label: string; scopes: readonly ("repo:public_read" | "repo:read" | "repo:write" | "repo:admin")[] };
  };
  /** The OpenAPI document of this hub. */
  'api.document': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { openapi: string } & Record<string, unknown>;
  };
  /** Get an API token for a password or an access token. */
  'login.auth': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { identifier: string; secret: string };
    answer: { access_token: string };
  };
  /** Sign in, as older clients do. */
  'login.users': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { username: string; password: string };
    answer: { token: string };
  };
  /** Get which master keys are in use. */
  'master-key.read': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { current_key: string; older_keys: readonly (string)[]; source: "file" | "setting" };
  };
  /** Replace the master key. */
  'master-key.rotate': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { current_key: string; older_keys: readonly (string)[]; source: "file" | "setting" };
  };
  /** Create a repository. */
  'repository.create': {
    params: { namespace: string };
    query: Record<never, never>;
    body: { name: string; namespace?: string | undefined; description?: string | undefined; full_description?: string | undefined; is_private?: boolean | undefined; sparse?: boolean | undefined };
    answer: { name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; user: string; is_automated: boolean; collaborator_count: number; hub_user: string | null; has_starred: boolean; full_description: string; permissions: { read: boolean; write: boolean; admin: boolean }; immutable_tags_settings: { enabled: boolean; rules: readonly (string)[] }; sparse: boolean };
  };
  /** Delete a repository. */
  'repository.delete': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** List repositories in a namespace. */
  'repository.list': {
    params: { namespace: string };
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null })[] };
  };
  /** Get a repository. */
  'repository.read': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: undefined;
    answer: { name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; user: string; is_automated: boolean; collaborator_count: number; hub_user: string | null; has_starred: boolean; full_description: string; permissions: { read: boolean; write: boolean; admin: boolean }; immutable_tags_settings: { enabled: boolean; rules: readonly (string)[] }; sparse: boolean };
  };
  /** Change a repository. */
  'repository.update': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: { description?: string | undefined; full_description?: string | undefined; is_private?: boolean | undefined; sparse?: boolean | undefined; is_closed?: boolean | undefined };
    answer: { name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; user: string; is_automated: boolean; collaborator_count: number; hub_user: string | null; has_starred: boolean; full_description: string; permissions: { read: boolean; write: boolean; admin: boolean }; immutable_tags_settings: { enabled: boolean; rules: readonly (string)[] }; sparse: boolean } | undefined;
  };
  /** Replace the key that tokens are signed with. */
  'signing-key.rotate': {
    params: Record<never, never>;
    query: { compromised?: "true" | "false" | undefined };
    body: undefined;
    answer: undefined;
  };
  /** Delete a tag. */
  'tag.delete': {
    params: { namespace: string; repository: string; tag: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** List what a tag named, newest first. */
  'tag.history': {
    params: { namespace: string; repository: string; tag: string };
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ action: "set" | "delete"; digest: string; at: string; by: string; can_restore: boolean; is_current: boolean })[] };
  };
  /** List tags of a repository. */
  'tag.list': {
    params: { namespace: string; repository: string };
    query: { page?: number | undefined; page_size?: number | undefined; name?: string | undefined; ordering?: "name" | "-name" | "last_updated" | "-last_updated" | "size" | "-size" | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: number; name: string; creator: number; last_updater: number; last_updater_username: string; last_updated: string; repository: number; full_size: number; v2: true; tag_status: "active" | "inactive"; tag_last_pulled: string | null; tag_last_pushed: string; media_type: string; content_type: "image" | "helm" | "wasm" | "sbom" | "signature" | "attestation" | "plugin" | "volume" | "compose" | "model" | "artifact"; digest: string; images: readonly ({ architecture: string; features: string; variant: string | null; digest: string; os: string; os_features: string; os_version: string | null; size: number; status: "active" | "inactive"; last_pulled: string | null; last_pushed: string | null; layers?: readonly ({ digest: string; size: number; instruction: string })[] | undefined })[]; is_immutable: boolean })[] };
  };
  /** Get a tag. */
  'tag.read': {
    params: { namespace: string; repository: string; tag: string };
    query: Record<never, never>;
    body: undefined;
    answer: { id: number; name: string; creator: number; last_updater: number; last_updater_username: string; last_updated: string; repository: number; full_size: number; v2: true; tag_status: "active" | "inactive"; tag_last_pulled: string | null; tag_last_pushed: string; media_type: string; content_type: "image" | "helm" | "wasm" | "sbom" | "signature" | "attestation" | "plugin" | "volume" | "compose" | "model" | "artifact"; digest: string; images: readonly ({ architecture: string; features: string; variant: string | null; digest: string; os: string; os_features: string; os_version: string | null; size: number; status: "active" | "inactive"; last_pulled: string | null; last_pushed: string | null; layers?: readonly ({ digest: string; size: number; instruction: string })[] | undefined })[]; is_immutable: boolean };
  };
  /** Get which tags are immutable. */
  'tag.read-immutable': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: undefined;
    answer: { enabled: boolean; rules: readonly (string)[] };
  };
  /** Let a tag name a digest that it named before. */
  'tag.restore': {
    params: { namespace: string; repository: string; tag: string };
    query: Record<never, never>;
    body: { digest: string };
    answer: { id: number; name: string; creator: number; last_updater: number; last_updater_username: string; last_updated: string; repository: number; full_size: number; v2: true; tag_status: "active" | "inactive"; tag_last_pulled: string | null; tag_last_pushed: string; media_type: string; content_type: "image" | "helm" | "wasm" | "sbom" | "signature" | "attestation" | "plugin" | "volume" | "compose" | "model" | "artifact"; digest: string; images: readonly ({ architecture: string; features: string; variant: string | null; digest: string; os: string; os_features: string; os_version: string | null; size: number; status: "active" | "inactive"; last_pulled: string | null; last_pushed: string | null; layers?: readonly ({ digest: string; size: number; instruction: string })[] | undefined })[]; is_immutable: boolean };
  };
  /** Choose which tags are immutable. */
  'tag.update-immutable': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: { immutable_tags: boolean; immutable_tags_rules?: readonly (string)[] | undefined };
    answer: { enabled: boolean; rules: readonly (string)[] };
  };
  /** See which tags a rule matches. */
  'tag.verify-immutable': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: { regex: string };
    answer: { tags: readonly (string)[]; count: number };
  };
  /** Get a registry token, with Basic credentials or as anybody. */
  'token.get': {
    params: Record<never, never>;
    query: { service?: string | undefined; scope?: string | readonly (string)[] | undefined; client_id?: string | undefined; offline_token?: string | undefined };
    body: undefined;
    answer: { token: string; access_token: string; expires_in: number; issued_at: string; scope: string; refresh_token?: string | undefined };
  };
  /** The public keys of tokens. */
  'token.keys': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { keys: readonly ({ kid: string } & Record<string, unknown>)[] };
  };
  /** Get a registry token by OAuth2, from a form. */
  'token.post': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { token: string; access_token: string; expires_in: number; issued_at: string; scope: string; refresh_token?: string | undefined };
  };
  /** The public keys of tokens, at their well-known address. */
  'token.well-known-keys': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { keys: readonly ({ kid: string } & Record<string, unknown>)[] };
  };
  /** Change the own password. */
  'user.change-password': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { current_password: string; new_password: string };
    answer: undefined;
  };
  /** Close an account. */
  'user.close': {
    params: { username: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Create an account. */
  'user.create': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { username: string; password: string; is_admin?: boolean | undefined; default_visibility?: "public" | "private" | null | undefined };
    answer: { id: string; username: string; type: "User"; date_joined: string; is_admin: boolean; is_active: boolean; default_visibility: "public" | "private" | null };
  };
  /** List accounts. */
  'user.list': {
    params: Record<never, never>;
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: string; username: string; type: "User"; date_joined: string; is_admin: boolean; is_active: boolean; default_visibility: "public" | "private" | null })[] };
  };
  /** Get the own account. */
  'user.self': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { id: string; username: string; type: "User"; date_joined: string; is_admin: boolean; is_active: boolean; default_visibility: "public" | "private" | null };
  };
  /** Change an account. */
  'user.update': {
    params: { username: string };
    query: Record<never, never>;
    body: { password?: string | undefined; is_admin?: boolean | undefined; is_active?: boolean | undefined; default_visibility?: "public" | "private" | null | undefined };
    answer: { id: string; username: string; type: "User"; date_joined: string; is_admin: boolean; is_active: boolean; default_visibility: "public" | "private" | null };
  };
  /** Change the own account. */
  'user.update-self': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { default_visibility?: "public" | "private" | null | undefined };
    answer: { id: string; username: string; type: "User"; date_joined: string; is_admin: boolean; is_active: boolean; default_visibility: "public" | "private" | null };
  };
}

/** Where each operation is. */
export const operations = {
  'access-token.create': 'POST /v2/access-tokens',
  'access-token.delete': 'DELETE /v2/access-tokens/{uuid}',
  'access-token.list': 'GET /v2/access-tokens',
  'access-token.read': 'GET /v2/access-tokens/{uuid}',
  'access-token.update': 'PATCH /v2/access-tokens/{uuid}',
  'api.document': 'GET /v2/openapi.json',
  'login.auth': 'POST /v2/auth/token',
  'login.users': 'POST /v2/users/login',
  'master-key.read': 'GET /v2/admin/master-key',
  'master-key.rotate': 'POST /v2/admin/master-key/rotate',
  'repository.create': 'POST /v2/namespaces/{namespace}/repositories',
  'repository.delete': 'DELETE /v2/namespaces/{namespace}/repositories/{repository}',
  'repository.list': 'GET /v2/namespaces/{namespace}/repositories',
  'repository.read': 'GET /v2/namespaces/{namespace}/repositories/{repository}',
  'repository.update': 'PATCH /v2/namespaces/{namespace}/repositories/{repository}',
  'signing-key.rotate': 'POST /v2/auth/keys/rotate',
  'tag.delete': 'DELETE /v2/namespaces/{namespace}/repositories/{repository}/tags/{tag}',
  'tag.history': 'GET /v2/namespaces/{namespace}/repositories/{repository}/tags/{tag}/history',
  'tag.list': 'GET /v2/namespaces/{namespace}/repositories/{repository}/tags',
  'tag.read': 'GET /v2/namespaces/{namespace}/repositories/{repository}/tags/{tag}',
  'tag.read-immutable': 'GET /v2/namespaces/{namespace}/repositories/{repository}/immutabletags',
  'tag.restore': 'POST /v2/namespaces/{namespace}/repositories/{repository}/tags/{tag}/restore',
  'tag.update-immutable': 'PATCH /v2/namespaces/{namespace}/repositories/{repository}/immutabletags',
  'tag.verify-immutable': 'POST /v2/namespaces/{namespace}/repositories/{repository}/immutabletags/verify',
  'token.get': 'GET /token',
  'token.keys': 'GET /token/jwks.json',
  'token.post': 'POST /token',
  'token.well-known-keys': 'GET /.well-known/jwks.json',
  'user.change-password': 'POST /v2/user/password',
  'user.close': 'DELETE /v2/users/{username}',
  'user.create': 'POST /v2/users',
  'user.list': 'GET /v2/users',
  'user.self': 'GET /v2/user',
  'user.update': 'PATCH /v2/users/{username}',
  'user.update-self': 'PATCH /v2/user',
} as const satisfies Record<keyof Operations, string>;
