import { OciError } from '@slipway/oci';

/**
 * The values of parameter `name` in a raw query (no `?`). A plus sign stays one: no value of this
 * API holds a space, and media types (`…+json`) are often sent unescaped. Throws 400 on a broken escape.
 */
export function queryValues(query: string, name: string): string[] {
  const values: string[] = [];
  for (let start = 0; start < query.length; ) {
    const ampersand = query.indexOf('&', start);
    const end = ampersand < 0 ? query.length : ampersand;
    const equals = query.indexOf('=', start);
    const keyEnd = equals < 0 || equals > end ? end : equals;
    if (decode(query.slice(start, keyEnd)) === name)
      values.push(decode(query.slice(keyEnd + 1, end)));
    start = end + 1;
  }
  return values;
}

/** The first value of parameter `name`, or undefined. Throws 400 on a broken escape. */
export function queryValue(query: string, name: string): string | undefined {
  return query === '' ? undefined : queryValues(query, name)[0];
}

/**
 * The page size that `n` asks for, at most `most`. Throws 400 where it is no whole number.
 * (Distribution spec, "Listing Tags".)
 */
export function pageSize(query: string, most: number): number {
  const text = queryValue(query, 'n');
  if (text === undefined) return most;
  if (!/^[0-9]{1,15}$/.test(text)) {
    throw badQuery(`n=${JSON.stringify(text.slice(0, 50))} is no whole number of entries`);
  }
  return Math.min(Number(text), most);
}

/** A 400 for a query parameter that the spec has no code of its own for. */
export function badQuery(message: string): OciError {
  return new OciError('UNSUPPORTED', message, { status: 400 });
}

function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new OciError('UNSUPPORTED', 'the query holds a broken percent-encoding', {
      status: 400,
      cause,
    });
  }
}
