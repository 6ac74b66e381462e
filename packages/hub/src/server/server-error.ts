/** The hub cannot start, for a reason that its operator can remove: the message says which. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  readonly code = 'CANNOT_SERVE';
}
