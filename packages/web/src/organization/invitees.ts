/** User names and e-mail addresses of a text, however they are set apart: each once, in its order. */
export function inviteesOf(text: string): string[] {
  const found = text
    .split(/[\s,;]+/)
    // Addresses come from mail programs in brackets, from tables in quotation marks.
    .map((each) => each.replaceAll(/^[<"'(]+|[>"')]+$/g, ''))
    .filter(Boolean);
  return [...new Map(found.map((each) => [each.toLowerCase(), each])).values()];
}
