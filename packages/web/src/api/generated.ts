// Made from the OpenAPI document by `npm run generate`: change packages/api instead.

/** What each operation takes and gives. */
export interface Operations {
  /** Create a personal access token. */
  'access-token.create': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { token_label: string; scopes?: readonly ("repo:public_read" | "repo:read" | "repo:write" | "repo:admin")[] | undefined; expires_at?: string | null | undefined; repositories?: readonly (string)[] | null | undefined; public_read?: boolean | undefined };
    answer: { uuid: string; client_id: "HUB"; creator_ip: string; creator_ua: string; created_at: string; last_used: string | null; expires_at: string | null; generated_by: "manual" | "auto"; is_active: boolean; token: string; token_label: string; scopes: readonly ("repo:public_read" | "repo:read" | "repo:write" | "repo:admin")[]; repositories: readonly (string)[] | null; public_read: boolean };
  };
  /** Delete a personal access token. */
  'access-token.delete': {
    params: { uuid: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Delete a personal access token, as older clients do. */
  'access-token.delete-older': {
    params: { uuid: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Create a personal access token for the client that asks. */
  'access-token.generate': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { data: { token: string } };
  };
  /** List personal access tokens. */
  'access-token.list': {
    params: Record<never, never>;
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ uuid: string; client_id: "HUB"; creator_ip: string; creator_ua: string; created_at: string; last_used: string | null; expires_at: string | null; generated_by: "manual" | "auto"; is_active: boolean; token: string; token_label: string; scopes: readonly ("repo:public_read" | "repo:read" | "repo:write" | "repo:admin")[]; repositories: readonly (string)[] | null; public_read: boolean })[]; active_count: number };
  };
  /** Get a personal access token. */
  'access-token.read': {
    params: { uuid: string };
    query: Record<never, never>;
    body: undefined;
    answer: { uuid: string; client_id: "HUB"; creator_ip: string; creator_ua: string; created_at: string; last_used: string | null; expires_at: string | null; generated_by: "manual" | "auto"; is_active: boolean; token: string; token_label: string; scopes: readonly ("repo:public_read" | "repo:read" | "repo:write" | "repo:admin")[]; repositories: readonly (string)[] | null; public_read: boolean };
  };
  /** Rename, deactivate or activate a personal access token. */
  'access-token.update': {
    params: { uuid: string };
    query: Record<never, never>;
    body: { token_label?: string | undefined; is_active?: boolean | undefined };
    answer: { uuid: string; client_id: "HUB"; creator_ip: string; creator_ua: string; created_at: string; last_used: string | null; expires_at: string | null; generated_by: "manual" | "auto"; is_active: boolean; token: string; token_label: string; scopes: readonly ("repo:public_read" | "repo:read" | "repo:write" | "repo:admin")[]; repositories: readonly (string)[] | null; public_read: boolean };
  };
  /** Get the avatar of an account or organization. */
  'account.avatar': {
    params: { username: string };
    query: Record<never, never>;
    body: undefined;
    answer: string | undefined;
  };
  /** Delete the own account. */
  'account.delete': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { username: string; password?: string | undefined; transfer_to?: string | undefined };
    answer: undefined;
  };
  /** What clients of Docker Hub ask of its billing; here everything is included. */
  'account.hub-plan': {
    params: { id: string };
    query: Record<never, never>;
    body: undefined;
    answer: { name: string; legacy: boolean; seats: number; private_repos: number; teams: number; collaborators: number; parallel_builds: number; duration: string };
  };
  /** What deleting the own account would do. */
  'account.preview-deletion': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { blocked_by: string | null; repositories: readonly ({ name: string; is_private: boolean; pull_count: number })[]; repository_count: number; may_transfer_to: readonly (string)[]; organizations: readonly (string)[]; last_owner_of: readonly (string)[]; access_token_count: number; name_reserved_until: string };
  };
  /** Get the public profile of an account or organization. */
  'account.profile': {
    params: { username: string };
    query: Record<never, never>;
    body: undefined;
    answer: { id: string; uuid: string; username: string; full_name: string; bio: string; location: string; company: string; profile_url: string; gravatar_url: string; date_joined: string; type: "User" | "Organization"; is_official: boolean };
  };
  /** Go back to the avatar drawn from the name. */
  'account.remove-avatar': {
    params: { namespace: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Set the avatar of the own account, or of an organization. */
  'account.set-avatar': {
    params: { namespace: string };
    query: Record<never, never>;
    body: { image: string };
    answer: undefined;
  };
  /** Whether the parts of the hub work. */
  'administration.health': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { ok: boolean; version: string; node: string; platform: string; started_at: string; uptime_seconds: number; workers: { wanted: number; running: number; restarts: number }; database: { ok: boolean; milliseconds: number; problem: string | null; engine: "sqlite" | "postgresql"; version: string; size: number | null }; store: { ok: boolean; milliseconds: number; problem: string | null }; disk: { free: number | null; total: number | null; problem: string | null }; memory: { used: number; total: number }; jobs: { waiting: number; failing: number } };
  };
  /** How much there is of everything. */
  'administration.overview': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { accounts: number; administrators: number; closed_accounts: number; organizations: number; repositories: number; private_repositories: number; tags: number; pulls: number; sessions: number; access_tokens: number };
  };
  /** The settings in force, where they come from; secrets are hidden. */
  'administration.settings': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { results: readonly ({ key: string; value: string | number | boolean | readonly (string)[] | null; source: string; environment: string; about: string })[] };
  };
  /** The OpenAPI document of this hub. */
  'api.document': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { openapi: string } & Record<string, unknown>;
  };
  /** List the actions that can be filtered by. */
  'audit.actions': {
    params: { namespace: string };
    query: Record<never, never>;
    body: undefined;
    answer: { actions: Record<string, { label: string; actions: readonly ({ name: string; label: string; description: string })[] }> };
  };
  /** Export what was done in a namespace. */
  'audit.export': {
    params: { namespace: string };
    query: { action?: string | undefined; name?: string | undefined; actor?: string | undefined; from?: string | undefined; to?: string | undefined; format?: "csv" | "jsonl" | undefined };
    body: undefined;
    answer: string;
  };
  /** Export what was done in the whole hub. */
  'audit.export-all': {
    params: Record<never, never>;
    query: { action?: string | undefined; name?: string | undefined; actor?: string | undefined; from?: string | undefined; to?: string | undefined; format?: "csv" | "jsonl" | undefined };
    body: undefined;
    answer: string;
  };
  /** List what was done in a namespace. */
  'audit.list': {
    params: { namespace: string };
    query: { action?: string | undefined; name?: string | undefined; actor?: string | undefined; from?: string | undefined; to?: string | undefined; page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { logs: readonly ({ id: number; account: string; action: string; name: string; actor: string; data: Record<string, string>; timestamp: string; action_description: string; address: string | null; client: string | null })[]; next: string | null; previous: string | null };
  };
  /** List what was done in the whole hub. */
  'audit.list-all': {
    params: Record<never, never>;
    query: { action?: string | undefined; name?: string | undefined; actor?: string | undefined; from?: string | undefined; to?: string | undefined; page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { logs: readonly ({ id: number; account: string; action: string; name: string; actor: string; data: Record<string, string>; timestamp: string; action_description: string; address: string | null; client: string | null })[]; next: string | null; previous: string | null };
  };
  /** List what happened lately where one takes part. */
  'audit.own': {
    params: Record<never, never>;
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: number; account: string; action: string; name: string; actor: string; data: Record<string, string>; timestamp: string; action_description: string; address: string | null; client: string | null })[] };
  };
  /** List what was done with a repository. */
  'audit.repository': {
    params: { namespace: string; repository: string };
    query: { page?: number | undefined; page_size?: number | undefined; action?: string | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: number; account: string; action: string; name: string; actor: string; data: Record<string, string>; timestamp: string; action_description: string; address: string | null; client: string | null })[] };
  };
  /** List the categories of repositories. */
  'category.list': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: readonly ({ name: string; slug: string })[];
  };
  /** Share a repository with somebody. */
  'collaborator.add': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: { user: string; permission?: "read" | "write" | "admin" | undefined };
    answer: { user: string; full_name: string; gravatar_url: string; permission: "read" | "write" | "admin"; created_at: string };
  };
  /** List the collaborators of a repository. */
  'collaborator.list': {
    params: { namespace: string; repository: string };
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ user: string; full_name: string; gravatar_url: string; permission: "read" | "write" | "admin"; created_at: string })[] };
  };
  /** List the repositories that others share with one. */
  'collaborator.own': {
    params: Record<never, never>;
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ namespace: string; name: string; description: string; is_private: boolean; permission: "read" | "write" | "admin" })[] };
  };
  /** Stop sharing a repository with somebody. */
  'collaborator.remove': {
    params: { namespace: string; repository: string; username: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Change a collaborator's permission. */
  'collaborator.update': {
    params: { namespace: string; repository: string; username: string };
    query: Record<never, never>;
    body: { permission: "read" | "write" | "admin" };
    answer: { user: string; full_name: string; gravatar_url: string; permission: "read" | "write" | "admin"; created_at: string };
  };
  /** Follow the changes of all repositories of a namespace. */
  'event.namespace': {
    params: { namespace: string };
    query: Record<never, never>;
    body: undefined;
    answer: string;
  };
  /** Follow the changes of a repository. */
  'event.repository': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: undefined;
    answer: string;
  };
  /** Collect garbage, or see what that would free. */
  'garbage.collect': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { dry_run?: boolean | undefined };
    answer: { id: number; dry_run: boolean; started_at: string; finished_at: string | null; unlinked: number; blobs: number; bytes: number; orphans: number; error: string | null } | undefined;
  };
  /** List collections of garbage, newest first. */
  'garbage.runs': {
    params: Record<never, never>;
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: number; dry_run: boolean; started_at: string; finished_at: string | null; unlinked: number; blobs: number; bytes: number; orphans: number; error: string | null })[] };
  };
  /** Compare two tags or digests. */
  'image.compare': {
    params: { namespace: string; repository: string };
    query: { page?: number | undefined; page_size?: number | undefined; from: string; to: string; platform?: string | undefined; change?: "added" | "removed" | "changed" | undefined; search?: string | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ path: string; change: "added" | "removed" | "changed"; from: { type: "file" | "directory" | "symlink" | "hardlink" | "character-device" | "block-device" | "fifo" | "whiteout" | "opaque-directory"; size: number; mode: number; uid: number; gid: number; link: string } | null; to: { type: "file" | "directory" | "symlink" | "hardlink" | "character-device" | "block-device" | "fifo" | "whiteout" | "opaque-directory"; size: number; mode: number; uid: number; gid: number; link: string } | null; content_changed: boolean })[]; from: { reference: string; digest: string; image_digest: string; platform: string; size: number }; to: { reference: string; digest: string; image_digest: string; platform: string; size: number }; platforms: readonly (string)[]; layers: readonly ({ digest: string; size: number; instruction: string; where: "both" | "from" | "to" })[]; shared_layers: number; shared_bytes: number; size_difference: number; state: "ready" | "pending" | "skipped" | "failed"; reason: string; added: number; removed: number; changed: number; unpacked_difference: number; is_truncated: boolean };
  };
  /** Delete tags and manifests, or see what that would do. */
  'image.delete': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: { tags?: readonly (string)[] | undefined; digests?: readonly (string)[] | undefined; dry_run?: boolean | undefined };
    answer: { dry_run: boolean; tags: readonly (string)[]; manifests: readonly ({ digest: string; reason: "asked" | "member" | "referrer"; of: string | null })[]; refused: readonly ({ reference: string; reason: string })[]; reclaimed_bytes: number; shared_bytes: number };
  };
  /** List manifests of a repository, tagged or not. */
  'image.list': {
    params: { namespace: string; repository: string };
    query: { page?: number | undefined; page_size?: number | undefined; filter?: "all" | "tagged" | "untagged" | "index" | "image" | "artifact" | "stale" | undefined; search?: string | undefined; ordering?: "last_pushed" | "-last_pushed" | "last_pulled" | "-last_pulled" | "size" | "-size" | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ digest: string; media_type: string; kind: "image" | "index" | "artifact"; content_type: "image" | "helm" | "wasm" | "sbom" | "signature" | "attestation" | "plugin" | "volume" | "compose" | "model" | "artifact"; size: number; platforms: readonly ({ os: string; architecture: string; variant: string | null; os_version: string | null })[]; tags: readonly (string)[]; tag_count: number; in_index: boolean; subject: string | null; last_pushed: string; last_pulled: string | null; untagged_since: string | null; is_stale: boolean })[] };
  };
  /** Get a manifest as it was pushed. */
  'image.manifest': {
    params: { namespace: string; repository: string; digest: string };
    query: Record<never, never>;
    body: undefined;
    answer: { digest: string; media_type: string; size: number; manifest: string };
  };
  /** Get what a manifest holds. */
  'image.read': {
    params: { namespace: string; repository: string; digest: string };
    query: Record<never, never>;
    body: undefined;
    answer: { digest: string; media_type: string; kind: "image" | "index" | "artifact"; content_type: "image" | "helm" | "wasm" | "sbom" | "signature" | "attestation" | "plugin" | "volume" | "compose" | "model" | "artifact"; artifact_type: string | null; manifest_size: number; size: number; platform: { os: string; architecture: string; variant: string | null; os_version: string | null } | null; created: string | null; author: string | null; annotations: Record<string, string>; layers: readonly ({ digest: string; size: number; media_type: string; instruction: string; created: string | null; title: string | null })[]; history: readonly ({ created: string | null; created_by: string; comment: string; empty_layer: boolean; layer: number | null })[]; config: { digest: string; user: string; entrypoint: readonly (string)[]; cmd: readonly (string)[]; env: readonly (string)[]; working_dir: string; exposed_ports: readonly (string)[]; volumes: readonly (string)[]; labels: Record<string, string>; stop_signal: string; shell: readonly (string)[]; healthcheck: { test: readonly (string)[]; interval: number | null; timeout: number | null; start_period: number | null; retries: number | null } | null } | null; members: readonly ({ digest: string; media_type: string; manifest_size: number; size: number | null; platform: { os: string; architecture: string; variant: string | null; os_version: string | null } | null; content_type: "image" | "helm" | "wasm" | "sbom" | "signature" | "attestation" | "plugin" | "volume" | "compose" | "model" | "artifact"; subject: string | null; annotations: Record<string, string>; last_pulled: string | null })[]; subject: string | null; tags: readonly (string)[]; indexes: readonly (string)[]; last_pushed: string; last_pulled: string | null; pull_count: number };
  };
  /** List signatures, SBOMs, attestations and others that refer to a manifest. */
  'image.referrers': {
    params: { namespace: string; repository: string; digest: string };
    query: Record<never, never>;
    body: undefined;
    answer: { results: readonly ({ digest: string; media_type: string; artifact_type: string | null; content_type: "image" | "helm" | "wasm" | "sbom" | "signature" | "attestation" | "plugin" | "volume" | "compose" | "model" | "artifact"; size: number; annotations: Record<string, string>; found_by: "subject" | "tag" | "index"; tag: string | null; last_pushed: string | null })[] };
  };
  /** Invite somebody to sign up. */
  'invitation.create': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { email?: string | undefined; note?: string | undefined; expires_in_days?: number | undefined; most_uses?: number | undefined };
    answer: { id: string; email: string | null; note: string; created_by: string; created_at: string; expires_at: string; most_uses: number; uses: number; state: "open" | "used" | "expired" | "withdrawn"; link: string; mailed: boolean };
  };
  /** List invitations to sign up. */
  'invitation.list': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { results: readonly ({ id: string; email: string | null; note: string; created_by: string; created_at: string; expires_at: string; most_uses: number; uses: number; state: "open" | "used" | "expired" | "withdrawn" })[] };
  };
  /** Withdraw an invitation. */
  'invitation.withdraw': {
    params: { id: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Accept an invitation to oneself. */
  'invite.accept': {
    params: { id: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Accept the invitation behind a link, with the account one is signed in to. */
  'invite.accept-link': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { code: string };
    answer: undefined;
  };
  /** Invite people by user name or e-mail address. */
  'invite.bulk': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { org: string; team?: string | undefined; role?: string | undefined; invitees: readonly (string)[]; dry_run?: boolean | undefined };
    answer: { invitees: readonly ({ invitee: string; status: "invited" | "already_invited" | "existing_org_member" | "invalid_email_or_docker_id"; invite?: { id: string; inviter_username: string; invitee: string; org: string; team: string; role: "member" | "editor" | "owner"; created_at: string; expires_at: string } | undefined; link?: string | undefined })[] };
  };
  /** Cancel an invitation. */
  'invite.cancel': {
    params: { id: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Decline an invitation to oneself. */
  'invite.decline': {
    params: { id: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Decline the invitation behind a link. */
  'invite.decline-link': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { code: string };
    answer: undefined;
  };
  /** List the invitations of an organization that wait for an answer. */
  'invite.list': {
    params: { org: string };
    query: Record<never, never>;
    body: undefined;
    answer: { data: readonly ({ id: string; inviter_username: string; invitee: string; org: string; team: string; role: "member" | "editor" | "owner"; created_at: string; expires_at: string })[] };
  };
  /** List the invitations to oneself. */
  'invite.own': {
    params: Record<never, never>;
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: string; org: string; org_full_name: string; inviter_username: string; team: string; role: "member" | "editor" | "owner"; created_at: string; expires_at: string })[] };
  };
  /** See the invitation behind a link. */
  'invite.read-link': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { code: string };
    answer: { id: string; org: string; org_full_name: string; inviter_username: string; team: string; role: "member" | "editor" | "owner"; created_at: string; expires_at: string };
  };
  /** Send an invitation again; it holds anew. */
  'invite.resend': {
    params: { id: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Forget a failed job. */
  'job.discard': {
    params: { job_id: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** List jobs that failed too often, the newest first. */
  'job.failed': {
    params: Record<never, never>;
    query: { page?: number | undefined; page_size?: number | undefined; topic?: string | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: number; topic: string; key: string; payload: unknown; attempts: number; error: string; created_at: string; failed_at: string })[] };
  };
  /** List jobs by topic. */
  'job.list': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { topics: readonly ({ topic: string; is_handled: boolean; waiting: number; running: number; failed: number; oldest: string | null })[] };
  };
  /** List what is done now and then. */
  'job.periodic': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { jobs: readonly ({ name: string; about: string; every_seconds: number; is_running: boolean; next_at: string | null; last_started_at: string | null; last_finished_at: string | null; last_duration_ms: number | null; last_outcome: "succeeded" | "failed" | null; last_result: string | null })[] };
  };
  /** Have a failed job done again. */
  'job.retry': {
    params: { job_id: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Run a periodic job now. */
  'job.run': {
    params: { job_name: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** List the files of a layer. */
  'layer.files': {
    params: { namespace: string; repository: string; digest: string };
    query: { page?: number | undefined; page_size?: number | undefined; path?: string | undefined; depth?: "1" | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ path: string; type: "file" | "directory" | "symlink" | "hardlink" | "character-device" | "block-device" | "fifo" | "whiteout" | "opaque-directory"; size: number; mode: number; uid: number; gid: number; link: string })[]; state: "ready" | "pending" | "skipped" | "failed"; reason: string; unpacked_size: number };
  };
  /** Get an API token for a password or an access token. */
  'login.auth': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { identifier: string; secret: string };
    answer: { access_token: string };
  };
  /** Show the second factor that signing in asked for. */
  'login.two-factor': {
    params: Record<never, never>;
    query: { refresh_token?: "true" | "false" | undefined };
    body: { login_2fa_token: string; code: string };
    answer: { token: string; refresh_token?: string | undefined };
  };
  /** Sign in, as older clients do. */
  'login.users': {
    params: Record<never, never>;
    query: { refresh_token?: "true" | "false" | undefined };
    body: { username: string; password: string };
    answer: { token: string; refresh_token?: string | undefined };
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
  /** Add a webhook to a namespace. */
  'namespace-webhook.create': {
    params: { namespace: string };
    query: Record<never, never>;
    body: { name: string; url: string; events?: readonly (string)[] | undefined; format?: "docker-hub" | "cloudevents" | undefined; headers?: readonly ({ name: string; value?: string | null | undefined })[] | undefined; is_active?: boolean | undefined; secret?: string | undefined };
    answer: { id: number; name: string; url: string; events: readonly ("push" | "tag.delete" | "repository.create" | "repository.update" | "repository.delete" | "repository.rename" | "repository.transfer" | "repository.visibility" | "repository.archive" | "repository.unarchive")[]; format: "docker-hub" | "cloudevents"; headers: readonly ({ name: string; value: string | null })[]; is_active: boolean; paused_at: string | null; pause_reason: string | null; failing_since: string | null; previous_secret_valid_until: string | null; created_at: string; updated_at: string; created_by: string | null; last_delivery: { at: string; state: "waiting" | "delivered" | "failed"; status: number | null } | null; secret: string };
  };
  /** Delete a webhook of a namespace. */
  'namespace-webhook.delete': {
    params: { namespace: string; webhook_id: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** List what was sent, the newest first. */
  'namespace-webhook.deliveries': {
    params: { namespace: string; webhook_id: string };
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: string; event: "push" | "tag.delete" | "repository.create" | "repository.update" | "repository.delete" | "repository.rename" | "repository.transfer" | "repository.visibility" | "repository.archive" | "repository.unarchive" | "ping"; event_id: string; cause: "event" | "test" | "redelivery"; state: "waiting" | "delivered" | "failed"; repository: string; tag: string | null; attempts: number; status: number | null; error: string | null; duration_ms: number | null; created_at: string; finished_at: string | null; next_attempt_at: string | null; callback: { state: "success" | "failure" | "error"; description: string; context: string; target_url: string; at: string } | null })[] };
  };
  /** Get a delivery with each of its tries. */
  'namespace-webhook.delivery': {
    params: { namespace: string; webhook_id: string; delivery_id: string };
    query: Record<never, never>;
    body: undefined;
    answer: { id: string; event: "push" | "tag.delete" | "repository.create" | "repository.update" | "repository.delete" | "repository.rename" | "repository.transfer" | "repository.visibility" | "repository.archive" | "repository.unarchive" | "ping"; event_id: string; cause: "event" | "test" | "redelivery"; state: "waiting" | "delivered" | "failed"; repository: string; tag: string | null; attempts: number; status: number | null; error: string | null; duration_ms: number | null; created_at: string; finished_at: string | null; next_attempt_at: string | null; callback: { state: "success" | "failure" | "error"; description: string; context: string; target_url: string; at: string } | null; request_body: string | null; attempt_log: readonly ({ number: number; at: string; duration_ms: number; url: string; request_headers: Record<string, string>; status: number | null; error: string | null; response_headers: Record<string, string> | null; response_body: string | null; response_truncated: boolean })[] };
  };
  /** List the webhooks of a namespace. */
  'namespace-webhook.list': {
    params: { namespace: string };
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: number; name: string; url: string; events: readonly ("push" | "tag.delete" | "repository.create" | "repository.update" | "repository.delete" | "repository.rename" | "repository.transfer" | "repository.visibility" | "repository.archive" | "repository.unarchive")[]; format: "docker-hub" | "cloudevents"; headers: readonly ({ name: string; value: string | null })[]; is_active: boolean; paused_at: string | null; pause_reason: string | null; failing_since: string | null; previous_secret_valid_until: string | null; created_at: string; updated_at: string; created_by: string | null; last_delivery: { at: string; state: "waiting" | "delivered" | "failed"; status: number | null } | null })[] };
  };
  /** Get a webhook of a namespace. */
  'namespace-webhook.read': {
    params: { namespace: string; webhook_id: string };
    query: Record<never, never>;
    body: undefined;
    answer: { id: number; name: string; url: string; events: readonly ("push" | "tag.delete" | "repository.create" | "repository.update" | "repository.delete" | "repository.rename" | "repository.transfer" | "repository.visibility" | "repository.archive" | "repository.unarchive")[]; format: "docker-hub" | "cloudevents"; headers: readonly ({ name: string; value: string | null })[]; is_active: boolean; paused_at: string | null; pause_reason: string | null; failing_since: string | null; previous_secret_valid_until: string | null; created_at: string; updated_at: string; created_by: string | null; last_delivery: { at: string; state: "waiting" | "delivered" | "failed"; status: number | null } | null };
  };
  /** Send the same event once more. */
  'namespace-webhook.redeliver': {
    params: { namespace: string; webhook_id: string; delivery_id: string };
    query: Record<never, never>;
    body: undefined;
    answer: { id: string; event: "push" | "tag.delete" | "repository.create" | "repository.update" | "repository.delete" | "repository.rename" | "repository.transfer" | "repository.visibility" | "repository.archive" | "repository.unarchive" | "ping"; event_id: string; cause: "event" | "test" | "redelivery"; state: "waiting" | "delivered" | "failed"; repository: string; tag: string | null; attempts: number; status: number | null; error: string | null; duration_ms: number | null; created_at: string; finished_at: string | null; next_attempt_at: string | null; callback: { state: "success" | "failure" | "error"; description: string; context: string; target_url: string; at: string } | null };
  };
  /** Make a new secret; the former one signs along for a while. */
  'namespace-webhook.rotate-secret': {
    params: { namespace: string; webhook_id: string };
    query: Record<never, never>;
    body: { secret?: string | undefined; overlap_seconds?: number | undefined };
    answer: { secret: string; previous_secret_valid_until: string | null };
  };
  /** Send a test delivery. */
  'namespace-webhook.test': {
    params: { namespace: string; webhook_id: string };
    query: Record<never, never>;
    body: undefined;
    answer: { id: string; event: "push" | "tag.delete" | "repository.create" | "repository.update" | "repository.delete" | "repository.rename" | "repository.transfer" | "repository.visibility" | "repository.archive" | "repository.unarchive" | "ping"; event_id: string; cause: "event" | "test" | "redelivery"; state: "waiting" | "delivered" | "failed"; repository: string; tag: string | null; attempts: number; status: number | null; error: string | null; duration_ms: number | null; created_at: string; finished_at: string | null; next_attempt_at: string | null; callback: { state: "success" | "failure" | "error"; description: string; context: string; target_url: string; at: string } | null };
  };
  /** Change a webhook of a namespace, or go on after a pause. */
  'namespace-webhook.update': {
    params: { namespace: string; webhook_id: string };
    query: Record<never, never>;
    body: { name?: string | undefined; url?: string | undefined; events?: readonly (string)[] | undefined; format?: "docker-hub" | "cloudevents" | undefined; headers?: readonly ({ name: string; value?: string | null | undefined })[] | undefined; is_active?: boolean | undefined };
    answer: { id: number; name: string; url: string; events: readonly ("push" | "tag.delete" | "repository.create" | "repository.update" | "repository.delete" | "repository.rename" | "repository.transfer" | "repository.visibility" | "repository.archive" | "repository.unarchive")[]; format: "docker-hub" | "cloudevents"; headers: readonly ({ name: string; value: string | null })[]; is_active: boolean; paused_at: string | null; pause_reason: string | null; failing_since: string | null; previous_secret_valid_until: string | null; created_at: string; updated_at: string; created_by: string | null; last_delivery: { at: string; state: "waiting" | "delivered" | "failed"; status: number | null } | null };
  };
  /** Get the summary of a namespace. */
  'namespace.read': {
    params: { namespace: string };
    query: Record<never, never>;
    body: undefined;
    answer: { name: string; kind: "personal" | "organization" | "official"; full_name: string; description: string; company: string; location: string; website: string; avatar_url: string; date_joined: string; repository_count: number; member_count: number | null; team_count: number | null; role: "member" | "editor" | "owner" | null; may_create: boolean; may_administer: boolean };
  };
  /** Get the badge of all repositories of a namespace. */
  'namespace.read-badge': {
    params: { namespace: string };
    query: Record<never, never>;
    body: undefined;
    answer: { badge: "official" | "verified_publisher" | "open_source" | "none" };
  };
  /** Give all repositories of a namespace a badge, or take it away. */
  'namespace.set-badge': {
    params: { namespace: string };
    query: Record<never, never>;
    body: { badge: "official" | "verified_publisher" | "open_source" | "none" };
    answer: { badge: "official" | "verified_publisher" | "open_source" | "none" };
  };
  /** Ask an OpenID provider what it says of itself. */
  'openid-provider.check': {
    params: { slug: string };
    query: Record<never, never>;
    body: undefined;
    answer: { issuer: string; authorization_endpoint: string; token_endpoint: string; has_userinfo: boolean };
  };
  /** Add an OpenID provider. */
  'openid-provider.create': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { slug: string; name: string; issuer: string; client_id: string; client_secret?: string | null | undefined; scopes?: readonly (string)[] | undefined; groups_claim?: string | undefined; teams?: readonly ({ group: string; organization: string; team: string })[] | undefined; sign_up?: boolean | undefined; allowed_domains?: readonly (string)[] | undefined; is_enabled?: boolean | undefined };
    answer: { slug: string; name: string; issuer: string; client_id: string; scopes: readonly (string)[]; groups_claim: string; teams: readonly ({ group: string; organization: string; team: string })[]; sign_up: boolean; allowed_domains: readonly (string)[]; is_enabled: boolean; has_client_secret: boolean; redirect_uri: string; created_at: string; updated_at: string };
  };
  /** Remove an OpenID provider, and whom it signs in. */
  'openid-provider.delete': {
    params: { slug: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** List OpenID providers. */
  'openid-provider.list': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ slug: string; name: string; issuer: string; client_id: string; scopes: readonly (string)[]; groups_claim: string; teams: readonly ({ group: string; organization: string; team: string })[]; sign_up: boolean; allowed_domains: readonly (string)[]; is_enabled: boolean; has_client_secret: boolean; redirect_uri: string; created_at: string; updated_at: string })[] };
  };
  /** Get an OpenID provider. */
  'openid-provider.read': {
    params: { slug: string };
    query: Record<never, never>;
    body: undefined;
    answer: { slug: string; name: string; issuer: string; client_id: string; scopes: readonly (string)[]; groups_claim: string; teams: readonly ({ group: string; organization: string; team: string })[]; sign_up: boolean; allowed_domains: readonly (string)[]; is_enabled: boolean; has_client_secret: boolean; redirect_uri: string; created_at: string; updated_at: string };
  };
  /** Change an OpenID provider. */
  'openid-provider.update': {
    params: { slug: string };
    query: Record<never, never>;
    body: { name?: string | undefined; issuer?: string | undefined; client_id?: string | undefined; scopes?: readonly (string)[] | undefined; groups_claim?: string | undefined; teams?: readonly ({ group: string; organization: string; team: string })[] | undefined; sign_up?: boolean | undefined; allowed_domains?: readonly (string)[] | undefined; is_enabled?: boolean | undefined; client_secret?: string | null | undefined };
    answer: { slug: string; name: string; issuer: string; client_id: string; scopes: readonly (string)[]; groups_claim: string; teams: readonly ({ group: string; organization: string; team: string })[]; sign_up: boolean; allowed_domains: readonly (string)[]; is_enabled: boolean; has_client_secret: boolean; redirect_uri: string; created_at: string; updated_at: string };
  };
  /** Come back from a provider. */
  'openid.callback': {
    params: { slug: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** List the providers that sign in to the own account. */
  'openid.identities': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: string; provider: string; provider_name: string; subject: string; email: string | null; created_at: string; last_used: string | null })[] };
  };
  /** Begin to let a provider sign in to the own account. */
  'openid.link': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { provider: string; return_to?: string | undefined };
    answer: { location: string };
  };
  /** Look at whom a provider vouches for, before a name is chosen. */
  'openid.pending': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { ticket: string };
    answer: { provider_name: string; suggested_username: string; full_name: string; email: string | null };
  };
  /** Choose a name, and so make an account that signs in through a provider. */
  'openid.sign-up': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { ticket: string; username: string };
    answer: { state: "signed-in"; username: string } | { state: "second-factor"; ticket: string };
  };
  /** Go to a provider to sign in. */
  'openid.start': {
    params: { slug: string };
    query: { return_to?: string | undefined };
    body: undefined;
    answer: undefined;
  };
  /** Let a provider sign in to the own account no more. */
  'openid.unlink': {
    params: { id: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Create an access token of an organization. */
  'organization-token.create': {
    params: { org: string };
    query: Record<never, never>;
    body: { label: string; description?: string | undefined; resources?: readonly ({ type: "TYPE_REPO" | "TYPE_ORG"; path: string; scopes: readonly (string)[] })[] | undefined; expires_at?: string | null | undefined };
    answer: { id: string; label: string; description: string; created_by: string; is_active: boolean; created_at: string; expires_at: string | null; last_used_at: string | null; resources: readonly ({ type: "TYPE_REPO" | "TYPE_ORG"; path: string; scopes: readonly (string)[] })[]; token: string };
  };
  /** Delete an access token of an organization. */
  'organization-token.delete': {
    params: { org: string; access_token_id: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** List an organization's access tokens. */
  'organization-token.list': {
    params: { org: string };
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { total: number; next: string | null; previous: string | null; results: readonly ({ id: string; label: string; description: string; created_by: string; is_active: boolean; created_at: string; expires_at: string | null; last_used_at: string | null })[] };
  };
  /** Get an access token of an organization. */
  'organization-token.read': {
    params: { org: string; access_token_id: string };
    query: Record<never, never>;
    body: undefined;
    answer: { id: string; label: string; description: string; created_by: string; is_active: boolean; created_at: string; expires_at: string | null; last_used_at: string | null; resources: readonly ({ type: "TYPE_REPO" | "TYPE_ORG"; path: string; scopes: readonly (string)[] })[] };
  };
  /** Change, deactivate or activate an access token of an organization. */
  'organization-token.update': {
    params: { org: string; access_token_id: string };
    query: Record<never, never>;
    body: { label?: string | undefined; description?: string | undefined; resources?: readonly ({ type: "TYPE_REPO" | "TYPE_ORG"; path: string; scopes: readonly (string)[] })[] | undefined; is_active?: boolean | undefined };
    answer: { id: string; label: string; description: string; created_by: string; is_active: boolean; created_at: string; expires_at: string | null; last_used_at: string | null; resources: readonly ({ type: "TYPE_REPO" | "TYPE_ORG"; path: string; scopes: readonly (string)[] })[] };
  };
  /** Make an account a member without an invitation. */
  'organization.add-member': {
    params: { org: string };
    query: Record<never, never>;
    body: { member: string; role?: "member" | "editor" | "owner" | undefined };
    answer: { id: string; username: string; full_name: string; email: string; primary_email: string; company: string; location: string; profile_url: string; gravatar_email: ""; gravatar_url: string; type: "User" | "Invitee"; role: "Owner" | "Editor" | "Member" | "Invitee"; groups: readonly (string)[]; is_guest: false; date_joined: string };
  };
  /** Create an organization. */
  'organization.create': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { orgname: string; full_name?: string | undefined; description?: string | undefined; company?: string | undefined; location?: string | undefined; profile_url?: string | undefined; default_visibility?: "public" | "private" | null | undefined; owner?: string | undefined };
    answer: { id: string; orgname: string; full_name: string; description: string; company: string; location: string; profile_url: string; gravatar_email: ""; gravatar_url: string; type: "Organization"; date_joined: string; is_active: boolean; default_visibility: "public" | "private" | null; role: "member" | "editor" | "owner" | null; member_count: number | null; team_count: number | null };
  };
  /** Delete an organization that has no repositories. */
  'organization.delete': {
    params: { org: string };
    query: { confirm: string };
    body: undefined;
    answer: undefined;
  };
  /** See what deleting an organization would take with it. */
  'organization.deletion': {
    params: { org: string };
    query: Record<never, never>;
    body: undefined;
    answer: { orgname: string; repository_count: number; member_count: number; team_count: number; access_token_count: number; invite_count: number; can_delete: boolean };
  };
  /** Export the members of an organization as CSV. */
  'organization.export-members': {
    params: { org: string };
    query: Record<never, never>;
    body: undefined;
    answer: string;
  };
  /** List the members of an organization. */
  'organization.members': {
    params: { org: string };
    query: { page?: number | undefined; page_size?: number | undefined; search?: string | undefined; invites?: "true" | "false" | undefined; type?: "all" | "invitee" | "member" | undefined; role?: "member" | "editor" | "owner" | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: string; username: string; full_name: string; email: string; primary_email: string; company: string; location: string; profile_url: string; gravatar_email: ""; gravatar_url: string; type: "User" | "Invitee"; role: "Owner" | "Editor" | "Member" | "Invitee"; groups: readonly (string)[]; is_guest: false; date_joined: string })[] };
  };
  /** List the organizations one belongs to. */
  'organization.own': {
    params: Record<never, never>;
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: string; orgname: string; full_name: string; description: string; company: string; location: string; profile_url: string; gravatar_email: ""; gravatar_url: string; type: "Organization"; date_joined: string; is_active: boolean; default_visibility: "public" | "private" | null; role: "member" | "editor" | "owner" | null; member_count: number | null; team_count: number | null })[] };
  };
  /** Get an organization. */
  'organization.read': {
    params: { org: string };
    query: Record<never, never>;
    body: undefined;
    answer: { id: string; orgname: string; full_name: string; description: string; company: string; location: string; profile_url: string; gravatar_email: ""; gravatar_url: string; type: "Organization"; date_joined: string; is_active: boolean; default_visibility: "public" | "private" | null; role: "member" | "editor" | "owner" | null; member_count: number | null; team_count: number | null };
  };
  /** Get an organization's registry access settings. */
  'organization.registry-access': {
    params: { org: string };
    query: Record<never, never>;
    body: undefined;
    answer: { enabled: boolean; standard_registries: readonly ({ id: string; allowed: boolean })[]; custom_registries: readonly ({ address: string; friendly_name: string; allowed: boolean })[] };
  };
  /** Remove a member from an organization and its teams. */
  'organization.remove-member': {
    params: { org: string; username: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Get an organization's image access settings. */
  'organization.settings': {
    params: { org: string };
    query: Record<never, never>;
    body: undefined;
    answer: { restricted_images: { enabled: boolean; allow_official_images: boolean; allow_verified_publishers: boolean } };
  };
  /** Change an organization. */
  'organization.update': {
    params: { org: string };
    query: Record<never, never>;
    body: { full_name?: string | undefined; description?: string | undefined; company?: string | undefined; location?: string | undefined; profile_url?: string | undefined; default_visibility?: "public" | "private" | null | undefined };
    answer: { id: string; orgname: string; full_name: string; description: string; company: string; location: string; profile_url: string; gravatar_email: ""; gravatar_url: string; type: "Organization"; date_joined: string; is_active: boolean; default_visibility: "public" | "private" | null; role: "member" | "editor" | "owner" | null; member_count: number | null; team_count: number | null };
  };
  /** Change a member's role. */
  'organization.update-member': {
    params: { org: string; username: string };
    query: Record<never, never>;
    body: { role: "member" | "editor" | "owner" };
    answer: { id: string; username: string; full_name: string; email: string; primary_email: string; company: string; location: string; profile_url: string; gravatar_email: ""; gravatar_url: string; type: "User" | "Invitee"; role: "Owner" | "Editor" | "Member" | "Invitee"; groups: readonly (string)[]; is_guest: false; date_joined: string };
  };
  /** Set an organization's registry access settings. */
  'organization.update-registry-access': {
    params: { org: string };
    query: Record<never, never>;
    body: { enabled: boolean; standard_registries: readonly ({ id: string; allowed: boolean })[]; custom_registries: readonly ({ address: string; friendly_name?: string | undefined; allowed: boolean })[] };
    answer: { enabled: boolean; standard_registries: readonly ({ id: string; allowed: boolean })[]; custom_registries: readonly ({ address: string; friendly_name: string; allowed: boolean })[] };
  };
  /** Set an organization's image access settings. */
  'organization.update-settings': {
    params: { org: string };
    query: Record<never, never>;
    body: { restricted_images: { enabled: boolean; allow_official_images: boolean; allow_verified_publishers: boolean } };
    answer: { restricted_images: { enabled: boolean; allow_official_images: boolean; allow_verified_publishers: boolean } };
  };
  /** Add a passkey. */
  'passkey.add': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { name: string; credential: { id: string; rawId: string; type: "public-key"; response: { clientDataJSON: string; attestationObject: string; transports?: readonly (string)[] | undefined } } };
    answer: { id: string; name: string; created_at: string; last_used: string | null; is_synced: boolean };
  };
  /** Delete a passkey. */
  'passkey.delete': {
    params: { id: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** List the own passkeys. */
  'passkey.list': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: string; name: string; created_at: string; last_used: string | null; is_synced: boolean })[] };
  };
  /** Begin to add a passkey. */
  'passkey.options': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { challenge: string } & Record<string, unknown>;
  };
  /** Rename a passkey. */
  'passkey.rename': {
    params: { id: string };
    query: Record<never, never>;
    body: { name: string };
    answer: { id: string; name: string; created_at: string; last_used: string | null; is_synced: boolean };
  };
  /** Sign in with a passkey. */
  'passkey.sign-in': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { credential: { id: string; rawId: string; type: "public-key"; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: string | null | undefined } } };
    answer: { state: "signed-in"; username: string } | { state: "second-factor"; ticket: string };
  };
  /** Begin to sign in with a passkey. */
  'passkey.sign-in-options': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { challenge: string } & Record<string, unknown>;
  };
  /** Have a letter sent that lets one choose a new password. */
  'password-reset.ask': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { identifier: string };
    answer: undefined;
  };
  /** Choose a new password by the code of a link. */
  'password-reset.confirm': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { code: string; new_password: string };
    answer: undefined;
  };
  /** Make a link by which an account chooses a new password, once. */
  'password-reset.link': {
    params: { username: string };
    query: Record<never, never>;
    body: undefined;
    answer: { link: string; expires_at: string };
  };
  /** List namespaces with what they use, most bytes first. */
  'quota.list': {
    params: Record<never, never>;
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ namespace: string; storage_bytes: { used: number; limit: number | null }; repositories: { used: number; limit: number | null }; private_repositories: { used: number; limit: number | null }; is_custom: boolean })[] };
  };
  /** Get what a namespace uses and may use. */
  'quota.read': {
    params: { namespace: string };
    query: Record<never, never>;
    body: undefined;
    answer: { namespace: string; storage_bytes: { used: number; limit: number | null }; repositories: { used: number; limit: number | null }; private_repositories: { used: number; limit: number | null }; is_custom: boolean };
  };
  /** Limit what a namespace may use. */
  'quota.set': {
    params: { namespace: string };
    query: Record<never, never>;
    body: { storage_bytes?: number | null | "default" | undefined; repositories?: number | null | "default" | undefined; private_repositories?: number | null | "default" | undefined };
    answer: { namespace: string; storage_bytes: { used: number; limit: number | null }; repositories: { used: number; limit: number | null }; private_repositories: { used: number; limit: number | null }; is_custom: boolean };
  };
  /** Give a team a permission for a repository. */
  'repository-team.add': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: { group_id: number; permission: "read" | "write" | "admin" };
    answer: { group_id: number; group_name: string; permission: "read" | "write" | "admin" };
  };
  /** List the teams that have a permission for a repository. */
  'repository-team.list': {
    params: { namespace: string; repository: string };
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ group_id: number; group_name: string; permission: "read" | "write" | "admin" })[] };
  };
  /** Get a team's permission for a repository. */
  'repository-team.read': {
    params: { namespace: string; repository: string; group_id: string };
    query: Record<never, never>;
    body: undefined;
    answer: { group_id: number; group_name: string; permission: "read" | "write" | "admin" };
  };
  /** Take a team's permission for a repository away. */
  'repository-team.remove': {
    params: { namespace: string; repository: string; group_id: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Change a team's permission for a repository. */
  'repository-team.update': {
    params: { namespace: string; repository: string; group_id: string };
    query: Record<never, never>;
    body: { permission: "read" | "write" | "admin" };
    answer: { group_id: number; group_name: string; permission: "read" | "write" | "admin" };
  };
  /** Take an offered repository over. */
  'repository.accept-offer': {
    params: { id: string };
    query: Record<never, never>;
    body: undefined;
    answer: { name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; is_archived: boolean; badge: "official" | "verified_publisher" | "open_source" | "none"; id: number; user: string; is_automated: boolean; collaborator_count: number; hub_user: string | null; has_starred: boolean; full_description: string; permissions: { read: boolean; write: boolean; admin: boolean }; immutable_tags_settings: { enabled: boolean; rules: readonly (string)[] }; source: string | null; sparse: boolean; is_closed: boolean; renamed_from: string | null };
  };
  /** Archive a repository: it can be pulled from, and not pushed to. */
  'repository.archive': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: undefined;
    answer: { name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; is_archived: boolean; badge: "official" | "verified_publisher" | "open_source" | "none"; id: number; user: string; is_automated: boolean; collaborator_count: number; hub_user: string | null; has_starred: boolean; full_description: string; permissions: { read: boolean; write: boolean; admin: boolean }; immutable_tags_settings: { enabled: boolean; rules: readonly (string)[] }; source: string | null; sparse: boolean; is_closed: boolean; renamed_from: string | null };
  };
  /** Create a repository. */
  'repository.create': {
    params: { namespace: string };
    query: Record<never, never>;
    body: { name: string; namespace?: string | undefined; description?: string | undefined; full_description?: string | undefined; is_private?: boolean | undefined; categories?: readonly ("api-management" | "content-management-system" | "data-science" | "databases-and-storage" | "languages-and-frameworks" | "integration-and-delivery" | "internet-of-things" | "machine-learning-and-ai" | "message-queues" | "monitoring-and-observability" | "networking" | "operating-systems" | "security" | "web-servers" | "web-analytics" | { slug: "api-management" | "content-management-system" | "data-science" | "databases-and-storage" | "languages-and-frameworks" | "integration-and-delivery" | "internet-of-things" | "machine-learning-and-ai" | "message-queues" | "monitoring-and-observability" | "networking" | "operating-systems" | "security" | "web-servers" | "web-analytics" })[] | undefined; sparse?: boolean | undefined };
    answer: { name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; is_archived: boolean; badge: "official" | "verified_publisher" | "open_source" | "none"; id: number; user: string; is_automated: boolean; collaborator_count: number; hub_user: string | null; has_starred: boolean; full_description: string; permissions: { read: boolean; write: boolean; admin: boolean }; immutable_tags_settings: { enabled: boolean; rules: readonly (string)[] }; source: string | null; sparse: boolean; is_closed: boolean; renamed_from: string | null };
  };
  /** Create a repository in the namespace that the body names. */
  'repository.create-anywhere': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { name: string; namespace: string; description?: string | undefined; full_description?: string | undefined; is_private?: boolean | undefined; categories?: readonly ("api-management" | "content-management-system" | "data-science" | "databases-and-storage" | "languages-and-frameworks" | "integration-and-delivery" | "internet-of-things" | "machine-learning-and-ai" | "message-queues" | "monitoring-and-observability" | "networking" | "operating-systems" | "security" | "web-servers" | "web-analytics" | { slug: "api-management" | "content-management-system" | "data-science" | "databases-and-storage" | "languages-and-frameworks" | "integration-and-delivery" | "internet-of-things" | "machine-learning-and-ai" | "message-queues" | "monitoring-and-observability" | "networking" | "operating-systems" | "security" | "web-servers" | "web-analytics" })[] | undefined; sparse?: boolean | undefined };
    answer: { name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; is_archived: boolean; badge: "official" | "verified_publisher" | "open_source" | "none"; id: number; user: string; is_automated: boolean; collaborator_count: number; hub_user: string | null; has_starred: boolean; full_description: string; permissions: { read: boolean; write: boolean; admin: boolean }; immutable_tags_settings: { enabled: boolean; rules: readonly (string)[] }; source: string | null; sparse: boolean; is_closed: boolean; renamed_from: string | null };
  };
  /** Decline an offered repository. */
  'repository.decline-offer': {
    params: { id: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Delete a repository. */
  'repository.delete': {
    params: { namespace: string; repository: string };
    query: { confirm?: string | undefined };
    body: undefined;
    answer: undefined;
  };
  /** List repositories in a namespace. */
  'repository.list': {
    params: { namespace: string };
    query: { page?: number | undefined; page_size?: number | undefined; name?: string | undefined; ordering?: "name" | "-name" | "last_updated" | "-last_updated" | "pull_count" | "-pull_count" | "star_count" | "-star_count" | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; is_archived: boolean; badge: "official" | "verified_publisher" | "open_source" | "none" })[] };
  };
  /** List the former names that lead to a repository. */
  'repository.list-aliases': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: undefined;
    answer: { results: readonly ({ name: string; created_at: string })[] };
  };
  /** List repositories offered to the namespaces where one may create them. */
  'repository.list-offers': {
    params: Record<never, never>;
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: number; repository: string; target: string; offered_by: string; offered_at: string; expires_at: string })[] };
  };
  /** See what goes with a repository. */
  'repository.preview-deletion': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: undefined;
    answer: { repository: string; tags: number; manifests: number; star_count: number; pull_count: number; collaborators: number; teams: number; aliases: readonly (string)[]; total_bytes: number; reclaimed_bytes: number };
  };
  /** Get a repository. */
  'repository.read': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: undefined;
    answer: { name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; is_archived: boolean; badge: "official" | "verified_publisher" | "open_source" | "none"; id: number; user: string; is_automated: boolean; collaborator_count: number; hub_user: string | null; has_starred: boolean; full_description: string; permissions: { read: boolean; write: boolean; admin: boolean }; immutable_tags_settings: { enabled: boolean; rules: readonly (string)[] }; source: string | null; sparse: boolean; is_closed: boolean; renamed_from: string | null };
  };
  /** Get the transfer that waits to be accepted, if one does. */
  'repository.read-transfer': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: undefined;
    answer: { transfer: { id: number; repository: string; target: string; offered_by: string; offered_at: string; expires_at: string } | null };
  };
  /** Let a former name lead nowhere any more. */
  'repository.remove-alias': {
    params: { namespace: string; repository: string; alias_namespace: string; alias_name: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Rename a repository; the old name goes on working. */
  'repository.rename': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: { name: string };
    answer: { name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; is_archived: boolean; badge: "official" | "verified_publisher" | "open_source" | "none"; id: number; user: string; is_automated: boolean; collaborator_count: number; hub_user: string | null; has_starred: boolean; full_description: string; permissions: { read: boolean; write: boolean; admin: boolean }; immutable_tags_settings: { enabled: boolean; rules: readonly (string)[] }; source: string | null; sparse: boolean; is_closed: boolean; renamed_from: string | null };
  };
  /** Give a repository a badge, or take it away. */
  'repository.set-badge': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: { badge: "official" | "verified_publisher" | "open_source" | "none" };
    answer: { name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; is_archived: boolean; badge: "official" | "verified_publisher" | "open_source" | "none"; id: number; user: string; is_automated: boolean; collaborator_count: number; hub_user: string | null; has_starred: boolean; full_description: string; permissions: { read: boolean; write: boolean; admin: boolean }; immutable_tags_settings: { enabled: boolean; rules: readonly (string)[] }; source: string | null; sparse: boolean; is_closed: boolean; renamed_from: string | null };
  };
  /** Make a repository private or public. */
  'repository.set-privacy': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: { is_private: boolean };
    answer: { name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; is_archived: boolean; badge: "official" | "verified_publisher" | "open_source" | "none"; id: number; user: string; is_automated: boolean; collaborator_count: number; hub_user: string | null; has_starred: boolean; full_description: string; permissions: { read: boolean; write: boolean; admin: boolean }; immutable_tags_settings: { enabled: boolean; rules: readonly (string)[] }; source: string | null; sparse: boolean; is_closed: boolean; renamed_from: string | null };
  };
  /** Move a repository to another namespace; the old name goes on working. */
  'repository.transfer': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: { namespace: string; name?: string | undefined };
    answer: { name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; is_archived: boolean; badge: "official" | "verified_publisher" | "open_source" | "none"; id: number; user: string; is_automated: boolean; collaborator_count: number; hub_user: string | null; has_starred: boolean; full_description: string; permissions: { read: boolean; write: boolean; admin: boolean }; immutable_tags_settings: { enabled: boolean; rules: readonly (string)[] }; source: string | null; sparse: boolean; is_closed: boolean; renamed_from: string | null } | { id: number; repository: string; target: string; offered_by: string; offered_at: string; expires_at: string };
  };
  /** Let an archived repository be pushed to again. */
  'repository.unarchive': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: undefined;
    answer: { name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; is_archived: boolean; badge: "official" | "verified_publisher" | "open_source" | "none"; id: number; user: string; is_automated: boolean; collaborator_count: number; hub_user: string | null; has_starred: boolean; full_description: string; permissions: { read: boolean; write: boolean; admin: boolean }; immutable_tags_settings: { enabled: boolean; rules: readonly (string)[] }; source: string | null; sparse: boolean; is_closed: boolean; renamed_from: string | null };
  };
  /** Change a repository. */
  'repository.update': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: { description?: string | undefined; full_description?: string | undefined; is_private?: boolean | undefined; categories?: readonly ("api-management" | "content-management-system" | "data-science" | "databases-and-storage" | "languages-and-frameworks" | "integration-and-delivery" | "internet-of-things" | "machine-learning-and-ai" | "message-queues" | "monitoring-and-observability" | "networking" | "operating-systems" | "security" | "web-servers" | "web-analytics" | { slug: "api-management" | "content-management-system" | "data-science" | "databases-and-storage" | "languages-and-frameworks" | "integration-and-delivery" | "internet-of-things" | "machine-learning-and-ai" | "message-queues" | "monitoring-and-observability" | "networking" | "operating-systems" | "security" | "web-servers" | "web-analytics" })[] | undefined; immutable_tags?: boolean | undefined; immutable_tags_rules?: string | readonly (string)[] | undefined; sparse?: boolean | undefined; is_closed?: boolean | undefined };
    answer: { name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; is_archived: boolean; badge: "official" | "verified_publisher" | "open_source" | "none"; id: number; user: string; is_automated: boolean; collaborator_count: number; hub_user: string | null; has_starred: boolean; full_description: string; permissions: { read: boolean; write: boolean; admin: boolean }; immutable_tags_settings: { enabled: boolean; rules: readonly (string)[] }; source: string | null; sparse: boolean; is_closed: boolean; renamed_from: string | null } | undefined;
  };
  /** Withdraw the transfer that waits to be accepted. */
  'repository.withdraw-transfer': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Let the namespace’s retention rules hold for a repository. */
  'retention.delete': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: undefined;
    answer: { enabled: boolean; always_keep: readonly (string)[]; rules: readonly ({ tags: string; keep_last: number | null; keep_last_by: "push" | "version"; keep_pushed_days: number | null; keep_pulled_days: number | null })[]; untagged_days: number | null; source: "repository" | "namespace" | "none" };
  };
  /** See what retention rules would delete now. */
  'retention.preview': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: { policy?: { enabled: boolean; always_keep?: readonly (string)[] | undefined; rules?: readonly ({ tags: string; keep_last?: number | null | undefined; keep_last_by?: "push" | "version" | undefined; keep_pushed_days?: number | null | undefined; keep_pulled_days?: number | null | undefined })[] | undefined; untagged_days?: number | null | undefined } | undefined };
    answer: { tags: readonly ({ name: string; digest: string; reason: string })[]; manifests: readonly ({ digest: string; reason: string })[]; tag_count: number; manifest_count: number; kept_tags: number; reclaimed_bytes: number };
  };
  /** Get the retention rules that hold for a repository. */
  'retention.read': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: undefined;
    answer: { enabled: boolean; always_keep: readonly (string)[]; rules: readonly ({ tags: string; keep_last: number | null; keep_last_by: "push" | "version"; keep_pushed_days: number | null; keep_pulled_days: number | null })[]; untagged_days: number | null; source: "repository" | "namespace" | "none" };
  };
  /** Get the retention rules of a namespace. */
  'retention.read-namespace': {
    params: { namespace: string };
    query: Record<never, never>;
    body: undefined;
    answer: { enabled: boolean; always_keep: readonly (string)[]; rules: readonly ({ tags: string; keep_last: number | null; keep_last_by: "push" | "version"; keep_pushed_days: number | null; keep_pulled_days: number | null })[]; untagged_days: number | null };
  };
  /** List what retention rules deleted, newest first. */
  'retention.runs': {
    params: { namespace: string; repository: string };
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: number; at: string; tags: number; manifests: number; reclaimed_bytes: number })[] };
  };
  /** Give a repository retention rules of its own. */
  'retention.update': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: { enabled: boolean; always_keep?: readonly (string)[] | undefined; rules?: readonly ({ tags: string; keep_last?: number | null | undefined; keep_last_by?: "push" | "version" | undefined; keep_pushed_days?: number | null | undefined; keep_pulled_days?: number | null | undefined })[] | undefined; untagged_days?: number | null | undefined };
    answer: { enabled: boolean; always_keep: readonly (string)[]; rules: readonly ({ tags: string; keep_last: number | null; keep_last_by: "push" | "version"; keep_pushed_days: number | null; keep_pulled_days: number | null })[]; untagged_days: number | null; source: "repository" | "namespace" | "none" };
  };
  /** Choose the retention rules of repositories that have none of their own. */
  'retention.update-namespace': {
    params: { namespace: string };
    query: Record<never, never>;
    body: { enabled: boolean; always_keep?: readonly (string)[] | undefined; rules?: readonly ({ tags: string; keep_last?: number | null | undefined; keep_last_by?: "push" | "version" | undefined; keep_pushed_days?: number | null | undefined; keep_pulled_days?: number | null | undefined })[] | undefined; untagged_days?: number | null | undefined };
    answer: { enabled: boolean; always_keep: readonly (string)[]; rules: readonly ({ tags: string; keep_last: number | null; keep_last_by: "push" | "version"; keep_pushed_days: number | null; keep_pulled_days: number | null })[]; untagged_days: number | null };
  };
  /** Search repositories, for `docker search`. */
  'search.docker': {
    params: Record<never, never>;
    query: { q?: string | undefined; n?: number | undefined; page?: number | undefined };
    body: undefined;
    answer: { query: string; num_results: number; num_pages: number; page: number; page_size: number; results: readonly ({ name: string; description: string; star_count: number; is_official: boolean; is_automated: boolean; is_trusted: boolean })[] };
  };
  /** Say that `docker search` works here. */
  'search.docker-ping': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: boolean;
  };
  /** Get public repositories that are popular, new, newly pushed to, official. */
  'search.explore': {
    params: Record<never, never>;
    query: { size?: number | undefined };
    body: undefined;
    answer: { popular: readonly ({ name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; is_archived: boolean; badge: "official" | "verified_publisher" | "open_source" | "none" })[]; newest: readonly ({ name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; is_archived: boolean; badge: "official" | "verified_publisher" | "open_source" | "none" })[]; recently_updated: readonly ({ name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; is_archived: boolean; badge: "official" | "verified_publisher" | "open_source" | "none" })[]; official: readonly ({ name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; is_archived: boolean; badge: "official" | "verified_publisher" | "open_source" | "none" })[] };
  };
  /** Complete a repository’s name. */
  'search.names': {
    params: Record<never, never>;
    query: { query?: string | undefined; size?: number | undefined };
    body: undefined;
    answer: { results: readonly (string)[] };
  };
  /** Search repositories, as older clients do. */
  'search.older': {
    params: Record<never, never>;
    query: { page?: number | undefined; page_size?: number | undefined; query?: string | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ repo_name: string; short_description: string; star_count: number; pull_count: number; repo_owner: string; is_automated: boolean; is_official: boolean })[] };
  };
  /** Search repositories. */
  'search.repositories': {
    params: Record<never, never>;
    query: { query?: string | undefined; type?: string | undefined; badges?: string | undefined; categories?: string | undefined; architectures?: string | undefined; operating_systems?: string | undefined; sort?: "pull_count" | "updated_at" | "star_count" | "name" | undefined; order?: "asc" | "desc" | undefined; from?: number | undefined; size?: number | undefined; facets?: "true" | "false" | undefined };
    body: undefined;
    answer: { total: number; total_is_capped: boolean; results: readonly ({ id: string; name: string; slug: string; type: string; publisher: { id: string; name: string }; created_at: string; updated_at: string; short_description: string; badge: "official" | "verified_publisher" | "open_source" | "none"; star_count: number; pull_count: string; operating_systems: readonly ({ name: string; label: string })[]; architectures: readonly ({ name: string; label: string })[]; logo_url: { large: string; small: string }; extension_reviewed: boolean; categories: readonly ({ name: string; slug: string })[]; archived: boolean; is_private: boolean })[]; facets?: { badges: readonly ({ name: string; label: string; count: number })[]; types: readonly ({ name: string; label: string; count: number })[]; architectures: readonly ({ name: string; label: string; count: number })[]; operating_systems: readonly ({ name: string; label: string; count: number })[]; categories: readonly ({ name: string; label: string; count: number })[] } | undefined };
  };
  /** Show the password once more, as grave changes ask for. */
  'session.confirm': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { password: string };
    answer: undefined;
  };
  /** Sign out. */
  'session.end': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Sign out everywhere. */
  'session.end-all': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Sign an account out everywhere. */
  'session.end-all-of': {
    params: { username: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** End one session. */
  'session.end-one': {
    params: { id: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** List where one is signed in. */
  'session.list': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: string; address: string; user_agent: string; method: string; created_at: string; last_seen_at: string; expires_at: string; current: boolean })[] };
  };
  /** List where an account is signed in. */
  'session.list-of': {
    params: { username: string };
    query: Record<never, never>;
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: string; address: string; user_agent: string; method: string; created_at: string; last_seen_at: string; expires_at: string; current: boolean })[] };
  };
  /** Who is signed in, and what pages need to know of the hub. */
  'session.read': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { user: { id: string; username: string; full_name: string; email: string | null; email_verified: boolean; is_admin: boolean; avatar_url: string; default_visibility: "public" | "private" | null; has_password: boolean; two_factor: boolean; read_only: string | null } | null; csrf_token: string | null; session: { id: string; method: string; created_at: string; expires_at: string; confirmed_at: string } | null; hub: { version: string; registry_host: string; sign_up: "closed" | "invitation" | "open"; mail: boolean; passkeys: boolean; openid_providers: readonly ({ slug: string; name: string })[]; default_visibility: "public" | "private" } };
  };
  /** Show the second factor and so sign in. */
  'session.second-factor': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { ticket: string; code: string };
    answer: { state: "signed-in"; username: string } | { state: "second-factor"; ticket: string };
  };
  /** Sign in with a browser. */
  'session.start': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { username: string; password: string };
    answer: { state: "signed-in"; username: string } | { state: "second-factor"; ticket: string };
  };
  /** Sign up, and be signed in. */
  'sign-up.create': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { username: string; password: string; email?: string | undefined; full_name?: string | undefined; invitation?: string | undefined };
    answer: { state: "signed-in"; username: string } | { state: "second-factor"; ticket: string };
  };
  /** Look at the invitation of a link. */
  'sign-up.invitation': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { code: string };
    answer: { inviter: string; email: string | null; expires_at: string };
  };
  /** Confirm an e-mail address by the code of a letter. */
  'sign-up.verify-email': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { code: string };
    answer: { username: string; email: string };
  };
  /** Replace the key that tokens are signed with. */
  'signing-key.rotate': {
    params: Record<never, never>;
    query: { compromised?: "true" | "false" | undefined };
    body: undefined;
    answer: undefined;
  };
  /** Star a repository. */
  'star.add': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: undefined;
    answer: { star_count: number; has_starred: boolean };
  };
  /** List the repositories that one has starred, newest star first. */
  'star.list': {
    params: Record<never, never>;
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ name: string; namespace: string; repository_type: "image" | null; status: number; status_description: "active" | "inactive"; description: string; is_private: boolean; star_count: number; pull_count: number; last_updated: string; last_modified: string; date_registered: string; affiliation: string; media_types: readonly (string)[]; content_types: readonly (string)[]; categories: readonly ({ name: string; slug: string })[]; storage_size: number | null; is_archived: boolean; badge: "official" | "verified_publisher" | "open_source" | "none" })[] };
  };
  /** Take the own star from a repository. */
  'star.remove': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: undefined;
    answer: { star_count: number; has_starred: boolean };
  };
  /** Get what all content takes. */
  'storage.hub': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { blobs: number; bytes: number; linked_bytes: number; manifests: number; tags: number; repositories: number; garbage_bytes: number; namespaces: readonly ({ name: string; total_bytes: number })[]; counted_at: string };
  };
  /** Get what a namespace takes, its largest repositories first. */
  'storage.namespace': {
    params: { namespace: string };
    query: Record<never, never>;
    body: undefined;
    answer: { total_bytes: number; counted_at: string | null; repositories: readonly ({ name: string; total_bytes: number })[] };
  };
  /** Get what a repository takes. */
  'storage.repository': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: undefined;
    answer: { total_bytes: number; own_bytes: number; shared_bytes: number; unreferenced_bytes: number; blobs: number; manifests: number; tags: number };
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
  /** Add a member of the organization to a team. */
  'team.add-member': {
    params: { org: string; group_name: string };
    query: Record<never, never>;
    body: { member: string };
    answer: { id: string; username: string; full_name: string; email: string; company: string; location: string; profile_url: string; gravatar_email: ""; gravatar_url: string; type: "User"; date_joined: string };
  };
  /** Create a team. */
  'team.create': {
    params: { org: string };
    query: Record<never, never>;
    body: { name: string; description?: string | undefined };
    answer: { id: number; uuid: string; name: string; description: string; member_count: number };
  };
  /** Delete a team. */
  'team.delete': {
    params: { org: string; group_name: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** List the teams of an organization. */
  'team.list': {
    params: { org: string };
    query: { page?: number | undefined; page_size?: number | undefined; username?: string | undefined; search?: string | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: number; uuid: string; name: string; description: string; member_count: number })[] };
  };
  /** List the members of a team. */
  'team.members': {
    params: { org: string; group_name: string };
    query: { page?: number | undefined; page_size?: number | undefined; search?: string | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: string; username: string; full_name: string; email: string; company: string; location: string; profile_url: string; gravatar_email: ""; gravatar_url: string; type: "User"; date_joined: string })[] };
  };
  /** Get a team. */
  'team.read': {
    params: { org: string; group_name: string };
    query: Record<never, never>;
    body: undefined;
    answer: { id: number; uuid: string; name: string; description: string; member_count: number };
  };
  /** Remove a member from a team. */
  'team.remove-member': {
    params: { org: string; group_name: string; username: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Set a team's name and description. */
  'team.replace': {
    params: { org: string; group_name: string };
    query: Record<never, never>;
    body: { name: string; description?: string | undefined };
    answer: { id: number; uuid: string; name: string; description: string; member_count: number };
  };
  /** List the repositories that a team has a permission for. */
  'team.repositories': {
    params: { org: string; group_name: string };
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ namespace: string; name: string; is_private: boolean; permission: "read" | "write" | "admin" })[] };
  };
  /** Change a team's name or description. */
  'team.update': {
    params: { org: string; group_name: string };
    query: Record<never, never>;
    body: { name?: string | undefined; description?: string | undefined };
    answer: { id: number; uuid: string; name: string; description: string; member_count: number };
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
  /** Turn two-factor authentication on, with a first code. */
  'two-factor.confirm': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { code: string };
    answer: { recovery_codes: readonly (string)[] };
  };
  /** Turn two-factor authentication off. */
  'two-factor.disable': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { password: string; code: string };
    answer: undefined;
  };
  /** Get whether two-factor authentication is on. */
  'two-factor.read': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { enabled: boolean; enabled_at: string | null; recovery_codes_left: number };
  };
  /** Replace the recovery codes. */
  'two-factor.recovery-codes': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { password: string; code: string };
    answer: { recovery_codes: readonly (string)[] };
  };
  /** Turn off somebody's two-factor authentication, who has lost it. */
  'two-factor.reset': {
    params: { username: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Begin to set up two-factor authentication. */
  'two-factor.start': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { password: string };
    answer: { secret: string; otpauth_uri: string };
  };
  /** Change the own e-mail address. */
  'user.change-email': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { email: string };
    answer: undefined;
  };
  /** Change the own password. */
  'user.change-password': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { current_password?: string | undefined; new_password: string };
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
    body: { username: string; password?: string | undefined; email?: string | undefined; full_name?: string | undefined; is_admin?: boolean | undefined; default_visibility?: "public" | "private" | null | undefined };
    answer: { id: string; username: string; type: "User"; full_name: string; bio: string; location: string; company: string; profile_url: string; gravatar_url: string; email: string | null; email_verified: boolean; date_joined: string; is_admin: boolean; is_active: boolean; default_visibility: "public" | "private" | null };
  };
  /** List accounts. */
  'user.list': {
    params: Record<never, never>;
    query: { page?: number | undefined; page_size?: number | undefined; search?: string | undefined; filter?: "all" | "open" | "closed" | "administrators" | "unverified" | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: string; username: string; type: "User"; full_name: string; bio: string; location: string; company: string; profile_url: string; gravatar_url: string; email: string | null; email_verified: boolean; date_joined: string; is_admin: boolean; is_active: boolean; default_visibility: "public" | "private" | null; two_factor: boolean; last_seen_at: string | null; repository_count: number })[] };
  };
  /** Have the letter that confirms the own address sent again. */
  'user.resend-verification': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** Get the own account. */
  'user.self': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: { id: string; username: string; type: "User"; full_name: string; bio: string; location: string; company: string; profile_url: string; gravatar_url: string; email: string | null; email_verified: boolean; date_joined: string; is_admin: boolean; is_active: boolean; default_visibility: "public" | "private" | null };
  };
  /** Change an account. */
  'user.update': {
    params: { username: string };
    query: Record<never, never>;
    body: { password?: string | undefined; is_admin?: boolean | undefined; is_active?: boolean | undefined; email?: string | null | undefined; email_verified?: boolean | undefined; default_visibility?: "public" | "private" | null | undefined };
    answer: { id: string; username: string; type: "User"; full_name: string; bio: string; location: string; company: string; profile_url: string; gravatar_url: string; email: string | null; email_verified: boolean; date_joined: string; is_admin: boolean; is_active: boolean; default_visibility: "public" | "private" | null };
  };
  /** Change the own account. */
  'user.update-self': {
    params: Record<never, never>;
    query: Record<never, never>;
    body: { full_name?: string | undefined; bio?: string | undefined; location?: string | undefined; company?: string | undefined; profile_url?: string | undefined; default_visibility?: "public" | "private" | null | undefined };
    answer: { id: string; username: string; type: "User"; full_name: string; bio: string; location: string; company: string; profile_url: string; gravatar_url: string; email: string | null; email_verified: boolean; date_joined: string; is_admin: boolean; is_active: boolean; default_visibility: "public" | "private" | null };
  };
  /** Tell how a delivery was dealt with: a payload's callback_url. */
  'webhook.callback': {
    params: { callback_token: string };
    query: Record<never, never>;
    body: { state: "success" | "failure" | "error"; description?: string | null | undefined; context?: string | null | undefined; target_url?: string | null | undefined };
    answer: { state: string };
  };
  /** Add a webhook to a repository. */
  'webhook.create': {
    params: { namespace: string; repository: string };
    query: Record<never, never>;
    body: { name: string; url: string; events?: readonly (string)[] | undefined; format?: "docker-hub" | "cloudevents" | undefined; headers?: readonly ({ name: string; value?: string | null | undefined })[] | undefined; is_active?: boolean | undefined; secret?: string | undefined };
    answer: { id: number; name: string; url: string; events: readonly ("push" | "tag.delete" | "repository.create" | "repository.update" | "repository.delete" | "repository.rename" | "repository.transfer" | "repository.visibility" | "repository.archive" | "repository.unarchive")[]; format: "docker-hub" | "cloudevents"; headers: readonly ({ name: string; value: string | null })[]; is_active: boolean; paused_at: string | null; pause_reason: string | null; failing_since: string | null; previous_secret_valid_until: string | null; created_at: string; updated_at: string; created_by: string | null; last_delivery: { at: string; state: "waiting" | "delivered" | "failed"; status: number | null } | null; secret: string };
  };
  /** Delete a webhook of a repository. */
  'webhook.delete': {
    params: { namespace: string; repository: string; webhook_id: string };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** List what was sent, the newest first. */
  'webhook.deliveries': {
    params: { namespace: string; repository: string; webhook_id: string };
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: string; event: "push" | "tag.delete" | "repository.create" | "repository.update" | "repository.delete" | "repository.rename" | "repository.transfer" | "repository.visibility" | "repository.archive" | "repository.unarchive" | "ping"; event_id: string; cause: "event" | "test" | "redelivery"; state: "waiting" | "delivered" | "failed"; repository: string; tag: string | null; attempts: number; status: number | null; error: string | null; duration_ms: number | null; created_at: string; finished_at: string | null; next_attempt_at: string | null; callback: { state: "success" | "failure" | "error"; description: string; context: string; target_url: string; at: string } | null })[] };
  };
  /** Get a delivery with each of its tries. */
  'webhook.delivery': {
    params: { namespace: string; repository: string; webhook_id: string; delivery_id: string };
    query: Record<never, never>;
    body: undefined;
    answer: { id: string; event: "push" | "tag.delete" | "repository.create" | "repository.update" | "repository.delete" | "repository.rename" | "repository.transfer" | "repository.visibility" | "repository.archive" | "repository.unarchive" | "ping"; event_id: string; cause: "event" | "test" | "redelivery"; state: "waiting" | "delivered" | "failed"; repository: string; tag: string | null; attempts: number; status: number | null; error: string | null; duration_ms: number | null; created_at: string; finished_at: string | null; next_attempt_at: string | null; callback: { state: "success" | "failure" | "error"; description: string; context: string; target_url: string; at: string } | null; request_body: string | null; attempt_log: readonly ({ number: number; at: string; duration_ms: number; url: string; request_headers: Record<string, string>; status: number | null; error: string | null; response_headers: Record<string, string> | null; response_body: string | null; response_truncated: boolean })[] };
  };
  /** List the webhooks of a repository. */
  'webhook.list': {
    params: { namespace: string; repository: string };
    query: { page?: number | undefined; page_size?: number | undefined };
    body: undefined;
    answer: { count: number; next: string | null; previous: string | null; results: readonly ({ id: number; name: string; url: string; events: readonly ("push" | "tag.delete" | "repository.create" | "repository.update" | "repository.delete" | "repository.rename" | "repository.transfer" | "repository.visibility" | "repository.archive" | "repository.unarchive")[]; format: "docker-hub" | "cloudevents"; headers: readonly ({ name: string; value: string | null })[]; is_active: boolean; paused_at: string | null; pause_reason: string | null; failing_since: string | null; previous_secret_valid_until: string | null; created_at: string; updated_at: string; created_by: string | null; last_delivery: { at: string; state: "waiting" | "delivered" | "failed"; status: number | null } | null })[] };
  };
  /** Get a webhook of a repository. */
  'webhook.read': {
    params: { namespace: string; repository: string; webhook_id: string };
    query: Record<never, never>;
    body: undefined;
    answer: { id: number; name: string; url: string; events: readonly ("push" | "tag.delete" | "repository.create" | "repository.update" | "repository.delete" | "repository.rename" | "repository.transfer" | "repository.visibility" | "repository.archive" | "repository.unarchive")[]; format: "docker-hub" | "cloudevents"; headers: readonly ({ name: string; value: string | null })[]; is_active: boolean; paused_at: string | null; pause_reason: string | null; failing_since: string | null; previous_secret_valid_until: string | null; created_at: string; updated_at: string; created_by: string | null; last_delivery: { at: string; state: "waiting" | "delivered" | "failed"; status: number | null } | null };
  };
  /** Send the same event once more. */
  'webhook.redeliver': {
    params: { namespace: string; repository: string; webhook_id: string; delivery_id: string };
    query: Record<never, never>;
    body: undefined;
    answer: { id: string; event: "push" | "tag.delete" | "repository.create" | "repository.update" | "repository.delete" | "repository.rename" | "repository.transfer" | "repository.visibility" | "repository.archive" | "repository.unarchive" | "ping"; event_id: string; cause: "event" | "test" | "redelivery"; state: "waiting" | "delivered" | "failed"; repository: string; tag: string | null; attempts: number; status: number | null; error: string | null; duration_ms: number | null; created_at: string; finished_at: string | null; next_attempt_at: string | null; callback: { state: "success" | "failure" | "error"; description: string; context: string; target_url: string; at: string } | null };
  };
  /** Make a new secret; the former one signs along for a while. */
  'webhook.rotate-secret': {
    params: { namespace: string; repository: string; webhook_id: string };
    query: Record<never, never>;
    body: { secret?: string | undefined; overlap_seconds?: number | undefined };
    answer: { secret: string; previous_secret_valid_until: string | null };
  };
  /** Send a test delivery. */
  'webhook.test': {
    params: { namespace: string; repository: string; webhook_id: string };
    query: Record<never, never>;
    body: undefined;
    answer: { id: string; event: "push" | "tag.delete" | "repository.create" | "repository.update" | "repository.delete" | "repository.rename" | "repository.transfer" | "repository.visibility" | "repository.archive" | "repository.unarchive" | "ping"; event_id: string; cause: "event" | "test" | "redelivery"; state: "waiting" | "delivered" | "failed"; repository: string; tag: string | null; attempts: number; status: number | null; error: string | null; duration_ms: number | null; created_at: string; finished_at: string | null; next_attempt_at: string | null; callback: { state: "success" | "failure" | "error"; description: string; context: string; target_url: string; at: string } | null };
  };
  /** Change a webhook of a repository, or go on after a pause. */
  'webhook.update': {
    params: { namespace: string; repository: string; webhook_id: string };
    query: Record<never, never>;
    body: { name?: string | undefined; url?: string | undefined; events?: readonly (string)[] | undefined; format?: "docker-hub" | "cloudevents" | undefined; headers?: readonly ({ name: string; value?: string | null | undefined })[] | undefined; is_active?: boolean | undefined };
    answer: { id: number; name: string; url: string; events: readonly ("push" | "tag.delete" | "repository.create" | "repository.update" | "repository.delete" | "repository.rename" | "repository.transfer" | "repository.visibility" | "repository.archive" | "repository.unarchive")[]; format: "docker-hub" | "cloudevents"; headers: readonly ({ name: string; value: string | null })[]; is_active: boolean; paused_at: string | null; pause_reason: string | null; failing_since: string | null; previous_secret_valid_until: string | null; created_at: string; updated_at: string; created_by: string | null; last_delivery: { at: string; state: "waiting" | "delivered" | "failed"; status: number | null } | null };
  };
}

/** Where each operation is. */
export const operations = {
  'access-token.create': 'POST /v2/access-tokens',
  'access-token.delete': 'DELETE /v2/access-tokens/{uuid}',
  'access-token.delete-older': 'DELETE /v2/api_tokens/{uuid}',
  'access-token.generate': 'POST /v2/access-tokens/desktop-generate',
  'access-token.list': 'GET /v2/access-tokens',
  'access-token.read': 'GET /v2/access-tokens/{uuid}',
  'access-token.update': 'PATCH /v2/access-tokens/{uuid}',
  'account.avatar': 'GET /v2/users/{username}/avatar',
  'account.delete': 'POST /v2/user/deletion',
  'account.hub-plan': 'GET /api/billing/v4/accounts/{id}/hub-plan',
  'account.preview-deletion': 'GET /v2/user/deletion',
  'account.profile': 'GET /v2/users/{username}',
  'account.remove-avatar': 'DELETE /v2/namespaces/{namespace}/avatar',
  'account.set-avatar': 'PUT /v2/namespaces/{namespace}/avatar',
  'administration.health': 'GET /v2/administration/health',
  'administration.overview': 'GET /v2/administration/overview',
  'administration.settings': 'GET /v2/administration/settings',
  'api.document': 'GET /v2/openapi.json',
  'audit.actions': 'GET /v2/auditlogs/{namespace}/actions',
  'audit.export': 'GET /v2/auditlogs/{namespace}/export',
  'audit.export-all': 'GET /v2/auditlogs/_all/export',
  'audit.list': 'GET /v2/auditlogs/{namespace}',
  'audit.list-all': 'GET /v2/auditlogs',
  'audit.own': 'GET /v2/user/activity',
  'audit.repository': 'GET /v2/namespaces/{namespace}/repositories/{repository}/activity',
  'category.list': 'GET /v2/categories',
  'collaborator.add': 'POST /v2/repositories/{namespace}/{repository}/collaborators',
  'collaborator.list': 'GET /v2/repositories/{namespace}/{repository}/collaborators',
  'collaborator.own': 'GET /v2/user/collaborations',
  'collaborator.remove': 'DELETE /v2/repositories/{namespace}/{repository}/collaborators/{username}',
  'collaborator.update': 'PATCH /v2/repositories/{namespace}/{repository}/collaborators/{username}',
  'event.namespace': 'GET /v2/namespaces/{namespace}/events',
  'event.repository': 'GET /v2/namespaces/{namespace}/repositories/{repository}/events',
  'garbage.collect': 'POST /v2/administration/garbage-collection',
  'garbage.runs': 'GET /v2/administration/garbage-collection',
  'image.compare': 'GET /v2/namespaces/{namespace}/repositories/{repository}/compare',
  'image.delete': 'POST /v2/namespaces/{namespace}/repositories/{repository}/images/delete',
  'image.list': 'GET /v2/namespaces/{namespace}/repositories/{repository}/images',
  'image.manifest': 'GET /v2/namespaces/{namespace}/repositories/{repository}/images/{digest}/manifest',
  'image.read': 'GET /v2/namespaces/{namespace}/repositories/{repository}/images/{digest}',
  'image.referrers': 'GET /v2/namespaces/{namespace}/repositories/{repository}/images/{digest}/referrers',
  'invitation.create': 'POST /v2/administration/invitations',
  'invitation.list': 'GET /v2/administration/invitations',
  'invitation.withdraw': 'DELETE /v2/administration/invitations/{id}',
  'invite.accept': 'POST /v2/invites/{id}/accept',
  'invite.accept-link': 'POST /v2/invites/link/accept',
  'invite.bulk': 'POST /v2/invites/bulk',
  'invite.cancel': 'DELETE /v2/invites/{id}',
  'invite.decline': 'POST /v2/invites/{id}/decline',
  'invite.decline-link': 'POST /v2/invites/link/decline',
  'invite.list': 'GET /v2/orgs/{org}/invites',
  'invite.own': 'GET /v2/user/invites',
  'invite.read-link': 'POST /v2/invites/link',
  'invite.resend': 'PATCH /v2/invites/{id}/resend',
  'job.discard': 'DELETE /v2/jobs/failed/{job_id}',
  'job.failed': 'GET /v2/jobs/failed',
  'job.list': 'GET /v2/jobs',
  'job.periodic': 'GET /v2/jobs/periodic',
  'job.retry': 'POST /v2/jobs/failed/{job_id}/retry',
  'job.run': 'POST /v2/jobs/periodic/{job_name}/run',
  'layer.files': 'GET /v2/namespaces/{namespace}/repositories/{repository}/layers/{digest}/files',
  'login.auth': 'POST /v2/auth/token',
  'login.two-factor': 'POST /v2/users/2fa-login',
  'login.users': 'POST /v2/users/login',
  'master-key.read': 'GET /v2/administration/master-key',
  'master-key.rotate': 'POST /v2/administration/master-key/rotate',
  'namespace-webhook.create': 'POST /v2/namespaces/{namespace}/webhooks',
  'namespace-webhook.delete': 'DELETE /v2/namespaces/{namespace}/webhooks/{webhook_id}',
  'namespace-webhook.deliveries': 'GET /v2/namespaces/{namespace}/webhooks/{webhook_id}/deliveries',
  'namespace-webhook.delivery': 'GET /v2/namespaces/{namespace}/webhooks/{webhook_id}/deliveries/{delivery_id}',
  'namespace-webhook.list': 'GET /v2/namespaces/{namespace}/webhooks',
  'namespace-webhook.read': 'GET /v2/namespaces/{namespace}/webhooks/{webhook_id}',
  'namespace-webhook.redeliver': 'POST /v2/namespaces/{namespace}/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver',
  'namespace-webhook.rotate-secret': 'POST /v2/namespaces/{namespace}/webhooks/{webhook_id}/secret',
  'namespace-webhook.test': 'POST /v2/namespaces/{namespace}/webhooks/{webhook_id}/test',
  'namespace-webhook.update': 'PATCH /v2/namespaces/{namespace}/webhooks/{webhook_id}',
  'namespace.read': 'GET /v2/namespaces/{namespace}',
  'namespace.read-badge': 'GET /v2/namespaces/{namespace}/badge',
  'namespace.set-badge': 'PUT /v2/namespaces/{namespace}/badge',
  'openid-provider.check': 'POST /v2/administration/openid-providers/{slug}/check',
  'openid-provider.create': 'POST /v2/administration/openid-providers',
  'openid-provider.delete': 'DELETE /v2/administration/openid-providers/{slug}',
  'openid-provider.list': 'GET /v2/administration/openid-providers',
  'openid-provider.read': 'GET /v2/administration/openid-providers/{slug}',
  'openid-provider.update': 'PATCH /v2/administration/openid-providers/{slug}',
  'openid.callback': 'GET /v2/session/openid/{slug}/callback',
  'openid.identities': 'GET /v2/user/openid-identities',
  'openid.link': 'POST /v2/user/openid-identities',
  'openid.pending': 'POST /v2/session/openid-sign-up/preview',
  'openid.sign-up': 'POST /v2/session/openid-sign-up',
  'openid.start': 'GET /v2/session/openid/{slug}',
  'openid.unlink': 'DELETE /v2/user/openid-identities/{id}',
  'organization-token.create': 'POST /v2/orgs/{org}/access-tokens',
  'organization-token.delete': 'DELETE /v2/orgs/{org}/access-tokens/{access_token_id}',
  'organization-token.list': 'GET /v2/orgs/{org}/access-tokens',
  'organization-token.read': 'GET /v2/orgs/{org}/access-tokens/{access_token_id}',
  'organization-token.update': 'PATCH /v2/orgs/{org}/access-tokens/{access_token_id}',
  'organization.add-member': 'POST /v2/orgs/{org}/members',
  'organization.create': 'POST /v2/orgs',
  'organization.delete': 'DELETE /v2/orgs/{org}',
  'organization.deletion': 'GET /v2/orgs/{org}/deletion',
  'organization.export-members': 'GET /v2/orgs/{org}/members/export',
  'organization.members': 'GET /v2/orgs/{org}/members',
  'organization.own': 'GET /v2/user/orgs',
  'organization.read': 'GET /v2/orgs/{org}',
  'organization.registry-access': 'GET /v2/orgs/{org}/settings/registry-access-management',
  'organization.remove-member': 'DELETE /v2/orgs/{org}/members/{username}',
  'organization.settings': 'GET /v2/orgs/{org}/settings',
  'organization.update': 'PATCH /v2/orgs/{org}',
  'organization.update-member': 'PUT /v2/orgs/{org}/members/{username}',
  'organization.update-registry-access': 'PUT /v2/orgs/{org}/settings/registry-access-management',
  'organization.update-settings': 'PUT /v2/orgs/{org}/settings',
  'passkey.add': 'POST /v2/user/passkeys',
  'passkey.delete': 'DELETE /v2/user/passkeys/{id}',
  'passkey.list': 'GET /v2/user/passkeys',
  'passkey.options': 'POST /v2/user/passkeys/options',
  'passkey.rename': 'PATCH /v2/user/passkeys/{id}',
  'passkey.sign-in': 'POST /v2/session/passkey',
  'passkey.sign-in-options': 'POST /v2/session/passkey/options',
  'password-reset.ask': 'POST /v2/password-reset',
  'password-reset.confirm': 'POST /v2/password-reset/confirm',
  'password-reset.link': 'POST /v2/users/{username}/password-reset',
  'quota.list': 'GET /v2/administration/quotas',
  'quota.read': 'GET /v2/namespaces/{namespace}/usage',
  'quota.set': 'PUT /v2/namespaces/{namespace}/quota',
  'repository-team.add': 'POST /v2/repositories/{namespace}/{repository}/groups',
  'repository-team.list': 'GET /v2/repositories/{namespace}/{repository}/groups',
  'repository-team.read': 'GET /v2/repositories/{namespace}/{repository}/groups/{group_id}',
  'repository-team.remove': 'DELETE /v2/repositories/{namespace}/{repository}/groups/{group_id}',
  'repository-team.update': 'PATCH /v2/repositories/{namespace}/{repository}/groups/{group_id}',
  'repository.accept-offer': 'POST /v2/user/transfers/{id}/accept',
  'repository.archive': 'POST /v2/namespaces/{namespace}/repositories/{repository}/archive',
  'repository.create': 'POST /v2/namespaces/{namespace}/repositories',
  'repository.create-anywhere': 'POST /v2/repositories',
  'repository.decline-offer': 'DELETE /v2/user/transfers/{id}',
  'repository.delete': 'DELETE /v2/namespaces/{namespace}/repositories/{repository}',
  'repository.list': 'GET /v2/namespaces/{namespace}/repositories',
  'repository.list-aliases': 'GET /v2/namespaces/{namespace}/repositories/{repository}/aliases',
  'repository.list-offers': 'GET /v2/user/transfers',
  'repository.preview-deletion': 'GET /v2/namespaces/{namespace}/repositories/{repository}/deletion',
  'repository.read': 'GET /v2/namespaces/{namespace}/repositories/{repository}',
  'repository.read-transfer': 'GET /v2/namespaces/{namespace}/repositories/{repository}/transfer',
  'repository.remove-alias': 'DELETE /v2/namespaces/{namespace}/repositories/{repository}/aliases/{alias_namespace}/{alias_name}',
  'repository.rename': 'POST /v2/namespaces/{namespace}/repositories/{repository}/rename',
  'repository.set-badge': 'PUT /v2/namespaces/{namespace}/repositories/{repository}/badge',
  'repository.set-privacy': 'POST /v2/namespaces/{namespace}/repositories/{repository}/privacy',
  'repository.transfer': 'POST /v2/namespaces/{namespace}/repositories/{repository}/transfer',
  'repository.unarchive': 'POST /v2/namespaces/{namespace}/repositories/{repository}/unarchive',
  'repository.update': 'PATCH /v2/namespaces/{namespace}/repositories/{repository}',
  'repository.withdraw-transfer': 'DELETE /v2/namespaces/{namespace}/repositories/{repository}/transfer',
  'retention.delete': 'DELETE /v2/namespaces/{namespace}/repositories/{repository}/retention',
  'retention.preview': 'POST /v2/namespaces/{namespace}/repositories/{repository}/retention/preview',
  'retention.read': 'GET /v2/namespaces/{namespace}/repositories/{repository}/retention',
  'retention.read-namespace': 'GET /v2/namespaces/{namespace}/retention',
  'retention.runs': 'GET /v2/namespaces/{namespace}/repositories/{repository}/retention/runs',
  'retention.update': 'PUT /v2/namespaces/{namespace}/repositories/{repository}/retention',
  'retention.update-namespace': 'PUT /v2/namespaces/{namespace}/retention',
  'search.docker': 'GET /v1/search',
  'search.docker-ping': 'GET /v1/_ping',
  'search.explore': 'GET /v2/explore',
  'search.names': 'GET /v2/search/names',
  'search.older': 'GET /v2/search/repositories',
  'search.repositories': 'GET /api/search/v4',
  'session.confirm': 'POST /v2/session/confirmation',
  'session.end': 'DELETE /v2/session',
  'session.end-all': 'DELETE /v2/sessions',
  'session.end-all-of': 'DELETE /v2/users/{username}/sessions',
  'session.end-one': 'DELETE /v2/sessions/{id}',
  'session.list': 'GET /v2/sessions',
  'session.list-of': 'GET /v2/users/{username}/sessions',
  'session.read': 'GET /v2/session',
  'session.second-factor': 'POST /v2/session/second-factor',
  'session.start': 'POST /v2/session',
  'sign-up.create': 'POST /v2/sign-up',
  'sign-up.invitation': 'POST /v2/sign-up/invitation',
  'sign-up.verify-email': 'POST /v2/email-verification',
  'signing-key.rotate': 'POST /v2/auth/keys/rotate',
  'star.add': 'POST /v2/namespaces/{namespace}/repositories/{repository}/stars',
  'star.list': 'GET /v2/user/starred',
  'star.remove': 'DELETE /v2/namespaces/{namespace}/repositories/{repository}/stars',
  'storage.hub': 'GET /v2/administration/storage',
  'storage.namespace': 'GET /v2/namespaces/{namespace}/storage',
  'storage.repository': 'GET /v2/namespaces/{namespace}/repositories/{repository}/storage',
  'tag.delete': 'DELETE /v2/namespaces/{namespace}/repositories/{repository}/tags/{tag}',
  'tag.history': 'GET /v2/namespaces/{namespace}/repositories/{repository}/tags/{tag}/history',
  'tag.list': 'GET /v2/namespaces/{namespace}/repositories/{repository}/tags',
  'tag.read': 'GET /v2/namespaces/{namespace}/repositories/{repository}/tags/{tag}',
  'tag.read-immutable': 'GET /v2/namespaces/{namespace}/repositories/{repository}/immutabletags',
  'tag.restore': 'POST /v2/namespaces/{namespace}/repositories/{repository}/tags/{tag}/restore',
  'tag.update-immutable': 'PATCH /v2/namespaces/{namespace}/repositories/{repository}/immutabletags',
  'tag.verify-immutable': 'POST /v2/namespaces/{namespace}/repositories/{repository}/immutabletags/verify',
  'team.add-member': 'POST /v2/orgs/{org}/groups/{group_name}/members',
  'team.create': 'POST /v2/orgs/{org}/groups',
  'team.delete': 'DELETE /v2/orgs/{org}/groups/{group_name}',
  'team.list': 'GET /v2/orgs/{org}/groups',
  'team.members': 'GET /v2/orgs/{org}/groups/{group_name}/members',
  'team.read': 'GET /v2/orgs/{org}/groups/{group_name}',
  'team.remove-member': 'DELETE /v2/orgs/{org}/groups/{group_name}/members/{username}',
  'team.replace': 'PUT /v2/orgs/{org}/groups/{group_name}',
  'team.repositories': 'GET /v2/orgs/{org}/groups/{group_name}/repositories',
  'team.update': 'PATCH /v2/orgs/{org}/groups/{group_name}',
  'token.get': 'GET /token',
  'token.keys': 'GET /token/jwks.json',
  'token.post': 'POST /token',
  'token.well-known-keys': 'GET /.well-known/jwks.json',
  'two-factor.confirm': 'POST /v2/user/two-factor/confirm',
  'two-factor.disable': 'POST /v2/user/two-factor/disable',
  'two-factor.read': 'GET /v2/user/two-factor',
  'two-factor.recovery-codes': 'POST /v2/user/two-factor/recovery-codes',
  'two-factor.reset': 'DELETE /v2/users/{username}/two-factor',
  'two-factor.start': 'POST /v2/user/two-factor',
  'user.change-email': 'PUT /v2/user/email',
  'user.change-password': 'POST /v2/user/password',
  'user.close': 'DELETE /v2/users/{username}',
  'user.create': 'POST /v2/users',
  'user.list': 'GET /v2/users',
  'user.resend-verification': 'POST /v2/user/email/verification',
  'user.self': 'GET /v2/user',
  'user.update': 'PATCH /v2/users/{username}',
  'user.update-self': 'PATCH /v2/user',
  'webhook.callback': 'POST /v2/webhooks/callbacks/{callback_token}',
  'webhook.create': 'POST /v2/namespaces/{namespace}/repositories/{repository}/webhooks',
  'webhook.delete': 'DELETE /v2/namespaces/{namespace}/repositories/{repository}/webhooks/{webhook_id}',
  'webhook.deliveries': 'GET /v2/namespaces/{namespace}/repositories/{repository}/webhooks/{webhook_id}/deliveries',
  'webhook.delivery': 'GET /v2/namespaces/{namespace}/repositories/{repository}/webhooks/{webhook_id}/deliveries/{delivery_id}',
  'webhook.list': 'GET /v2/namespaces/{namespace}/repositories/{repository}/webhooks',
  'webhook.read': 'GET /v2/namespaces/{namespace}/repositories/{repository}/webhooks/{webhook_id}',
  'webhook.redeliver': 'POST /v2/namespaces/{namespace}/repositories/{repository}/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver',
  'webhook.rotate-secret': 'POST /v2/namespaces/{namespace}/repositories/{repository}/webhooks/{webhook_id}/secret',
  'webhook.test': 'POST /v2/namespaces/{namespace}/repositories/{repository}/webhooks/{webhook_id}/test',
  'webhook.update': 'PATCH /v2/namespaces/{namespace}/repositories/{repository}/webhooks/{webhook_id}',
} as const satisfies Record<keyof Operations, string>;
