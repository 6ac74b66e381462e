/** What one sign-in attempt is counted by. */
export interface LoginKeys {
  /** The account's name as typed, lower-cased; whether it exists makes no difference. */
  readonly account: string;
  /** The client's address. */
  readonly address: string;
}

/** Whether an attempt may be made now. */
export interface LoginAllowance {
  readonly allowed: boolean;
  /** Whole seconds until the next attempt may be made; 0 where it may be made now. */
  readonly retryAfterSeconds: number;
}

/** Limits failed sign-ins by account and by address, right across workers. Filled by the server. */
export interface LoginLimiter {
  check(keys: LoginKeys): Promise<LoginAllowance>;
  failed(keys: LoginKeys): Promise<void>;
  succeeded(keys: LoginKeys): Promise<void>;
}
