/** Name and secret do not fit; never says which, nor whether the account exists or is closed. */
export class InvalidCredentialsError extends Error {
  override readonly name: string = 'InvalidCredentialsError';
  constructor(message = 'incorrect user name, password or access token') {
    super(message);
  }
}

/** The password fits, but alone it does not let this account in here. */
export class SecondFactorRequiredError extends InvalidCredentialsError {
  override readonly name = 'SecondFactorRequiredError';
  constructor() {
    super(
      'this account has two-factor authentication: use a personal access token instead of the password',
    );
  }
}

/** A code that is wrong or was used before, or one that came too late. */
export class InvalidSecondFactorError extends InvalidCredentialsError {
  override readonly name = 'InvalidSecondFactorError';
  constructor(reason: 'wrong' | 'expired') {
    super(
      reason === 'wrong'
        ? 'the code is wrong, or was used before: wait for the next one'
        : 'this sign-in took too long, or had too many wrong codes: begin again with the password',
    );
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
