/**
 * The name and secret of a Basic header (RFC 7617, UTF-8), `malformed` where it is not one, or
 * undefined without a header.
 */
export function basicCredentials(
  header: string | undefined,
): { name: string; secret: string } | 'malformed' | undefined {
  if (header === undefined) return undefined;
  const encoded = /^basic +([A-Za-z0-9+/_-]+={0,2}) *$/i.exec(header)?.[1];
  if (encoded === undefined) return 'malformed';
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 0) return 'malformed';
  return { name: decoded.slice(0, colon), secret: decoded.slice(colon + 1) };
}
