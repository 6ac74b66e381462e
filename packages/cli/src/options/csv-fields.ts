import { usageError } from '../cli-error.ts';

/**
 * The fields of one line of comma-separated values (RFC 4180), as Docker reads the values of
 * `--output`, `--secret` and their like: a field in double quotes may hold commas, and `""` for a
 * quote. Throws a usage error naming `flag`.
 */
export function csvFields(text: string, flag: string): readonly string[] {
  const fields: string[] = [];
  let rest = text;
  for (;;) {
    const match = /^(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/.exec(rest);
    if (!match) throw usageError(`${flag} ${text}: a quote stands where none may be`);
    fields.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'));
    if (match[3] === '') return fields;
    rest = rest.slice(match[0].length);
  }
}

/**
 * `key=value` fields of one line of comma-separated values; keys in lower case. Throws a usage error
 * naming `flag` for a field without `=`.
 */
export function csvPairs(text: string, flag: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const field of csvFields(text, flag)) {
    const equals = field.indexOf('=');
    if (equals <= 0) {
      throw usageError(`${flag} ${text}: "${field}" is no key=value pair`);
    }
    pairs.set(field.slice(0, equals).trim().toLowerCase(), field.slice(equals + 1));
  }
  return pairs;
}
