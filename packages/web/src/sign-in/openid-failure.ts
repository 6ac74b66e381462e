/** Why an account elsewhere did not sign in, by the code that the hub puts into the address. */
const failures: Readonly<Record<string, string>> = {
  expired: 'It took too long, or was begun in another browser. Try again.',
  failed: 'The provider could not be asked, or its answer could not be believed. Try again later.',
  refused: 'The provider did not sign you in.',
  'not-allowed': 'Your address at the provider does not let you in here.',
  'no-account': 'No account here is linked to yours there, and nobody can sign up that way.',
  closed: 'Your account on this hub is closed.',
  taken: 'That account is linked to another one on this hub.',
};

/** The words for a code; undefined where there is none. */
export function openidFailure(code: string | null): string | undefined {
  if (code === null) return undefined;
  return failures[code] ?? 'Signing in with an account elsewhere failed. Try again.';
}
