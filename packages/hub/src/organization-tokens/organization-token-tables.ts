/**
 * What an organization's access token has beside its row in `hub_access_tokens`, whose account is the
 * organization.
 */
export interface OrganizationTokenRow {
  token_id: string;
  description: string;
  /** The name of whoever made it. */
  created_by: string;
  /** 1: its scopes were written `scope-image-pull`, and are answered so; 0: `repo-pull`. */
  image_scopes: number;
}

export interface OrganizationTokenTables {
  hub_organization_tokens: OrganizationTokenRow;
}
