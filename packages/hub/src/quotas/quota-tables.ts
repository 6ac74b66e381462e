/**
 * What an administrator lets one namespace use. Of each: null and `…_is_custom` 0 is the hub's own
 * limit, null and 1 is none.
 */
export interface QuotaRow {
  namespace_id: number;
  storage_bytes: number | null;
  storage_is_custom: number;
  repositories: number | null;
  repositories_is_custom: number;
  private_repositories: number | null;
  private_is_custom: number;
}

export interface QuotaTables {
  hub_quotas: QuotaRow;
}
