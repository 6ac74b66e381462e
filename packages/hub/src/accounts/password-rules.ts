/** In characters; the upper bound keeps hashing's input small. */
const shortest = 8;
const longest = 256;

/** Why a text cannot be a password, or undefined. NIST SP 800-63B: length counts, composition rules do not. */
export function passwordProblem(password: string): string | undefined {
  if (password.length < shortest) return `a password has at least ${shortest} characters`;
  if (password.length > longest) return `a password has at most ${longest} characters`;
  return undefined;
}
