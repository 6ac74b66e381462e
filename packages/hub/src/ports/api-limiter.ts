/** How many requests somebody has left in the window under way. */
export interface ApiAllowance {
  readonly limit: number;
  /** Below zero: this one was too many. */
  readonly remaining: number;
  /** When the window ends, in Unix milliseconds. */
  readonly resetAt: number;
}

/** Counts requests to the API by account, or by address where nobody is signed in; right across workers. */
export interface ApiLimiter {
  take(key: string): Promise<ApiAllowance>;
}
