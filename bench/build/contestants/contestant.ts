/** A builder under measurement. */
export interface Contestant {
  readonly name: string;
  /** Its version, for the page. */
  readonly version: string;
  /** Builds `context` into its own store under a tag; throws with what it printed where it fails. */
  build(context: string, tag: string): Promise<void>;
  /** Processes that work for it between builds: a daemon. Their memory counts as its own. */
  readonly daemons: readonly number[];
  stop(): Promise<void>;
}
