/** Which tags of a repository may be set once only. No row: none. */
export interface ImmutableTagsRow {
  repository_id: number;
  enabled: number;
  /** JSON array of patterns; empty: all tags. */
  rules: string;
}

export interface TagTables {
  hub_immutable_tags: ImmutableTagsRow;
}
