/** Name and secret do not fit; never says which, nor whether the account exists or is closed. */
export class InvalidCredentialsError extends Error {
  override readonly name = 'InvalidCredentialsError';
  constructor() {
    super('incorrect user name, password or access token');
  }
}

/** Too many failed attempts: try again after some seconds. */
export class TooManyAttemptsError extends Error {
  override readonly name = 'TooManyAttemptsError';
  readonly retryAfterSeconds: number;
  constructor(retryAfterSeconds: number) {
    super(`too many failed sign-ins: try again in ${retryAfterSeconds} seconds`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** More sign-ins at once than the machine can check. */
export class TooBusyError extends Error {
  override readonly name = 'TooBusyError';
  readonly retryAfterSeconds = 2;
  constructor() {
    super('too many sign-ins at once: try again in a few seconds');
  }
}
