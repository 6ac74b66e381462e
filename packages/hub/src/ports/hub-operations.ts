/** A setting as people see it: secrets are hidden. */
export interface SettingFacts {
  readonly key: string;
  readonly value: string | number | boolean | readonly string[] | undefined;
  readonly source: string;
  readonly environment: string;
  readonly about: string;
}

/** The processes of a hub, as its primary knows them. */
export interface ProcessFacts {
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly workersWanted: number;
  readonly workersRunning: number;
  readonly workerRestarts: number;
}

/** What administrators look at that is not in the database. Filled by the server. */
export interface HubOperations {
  settings(): Promise<readonly SettingFacts[]>;
  processes(): Promise<ProcessFacts>;
  /** Of the disk that the store is on; undefined where it is on none of this machine. */
  disk(): Promise<{ readonly free: number; readonly total: number } | undefined>;
}
