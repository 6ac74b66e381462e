/**
 * What an organization's access token has beside its row in `hub_access_tokens`, whose account is the
 * organization.
 */
export interface OrganizationTokenRow {
  token_id: string;
  description: string;
  /** The name of whoever made it. */
  created_by: string;
}

export interface OrganizationTokenTables {
  hub_organization_tokens: OrganizationTokenRow;
}
