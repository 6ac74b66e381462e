/** Why a browser made or showed no passkey, in words; browsers say it in names. */
export function passkeyFailure(error: unknown): Error {
  const { name, message } = error as Error;
  switch (name) {
    case 'NotAllowedError':
    case 'AbortError':
      return new Error('It was cancelled, or took too long. Try again.');
    case 'InvalidStateError':
      return new Error('This device has a passkey for this account already.');
    case 'SecurityError':
      return new Error(
        'The browser allows passkeys only over HTTPS (or on localhost), at the address the hub knows as its own.',
      );
    default:
      return new Error(
        'PublicKeyCredential' in globalThis ? message : 'This browser knows no passkeys.',
      );
  }
}
