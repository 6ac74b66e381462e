/** That an account likes a repository. Their number stands in the repository's figures. */
export interface StarRow {
  account_id: number;
  repository_id: number;
  created_at: number;
}

export interface StarTables {
  hub_stars: StarRow;
}
