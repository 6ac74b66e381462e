/** A letter as it goes out. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same at each try, so that a letter sent twice is seen once. */
  readonly messageId: string;
}

/** The receiving side will never take it: trying again is of no use. */
export class MailRefusedError extends Error {
  override readonly name = 'MailRefusedError';
}

/** Sends mail. Throws MailRefusedError, or another error where a later try may succeed. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
  close(): void;
}
