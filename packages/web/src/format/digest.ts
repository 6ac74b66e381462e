/** The part of a digest that tells images apart at a glance: `sha256:4f53cda1…` is `4f53cda18c2b`. */
export function shortDigest(digest: string): string {
  const mark = digest.indexOf(':');
  return digest.slice(mark + 1, mark + 13);
}
