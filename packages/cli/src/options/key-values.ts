import { usageError } from '../cli-error.ts';

/** The process's variables. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The values of an option that takes `name=value`, the last of a name counting. A name alone takes
 * its value from `variables`, and is left out where there is none. Throws a usage error naming `flag`.
 */
export function namedValues(
  texts: readonly string[],
  { flag, variables }: { readonly flag: string; readonly variables: Variables },
): Readonly<Record<string, string>> {
  const values = new Map<string, string>();
  for (const text of texts) {
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    if (name.trim() === '') throw usageError(`${flag} "${text}" has no name`);
    const value = equals < 0 ? variables[name] : text.slice(equals + 1);
    if (value !== undefined) values.set(name, value);
  }
  return Object.fromEntries(values);
}

/** The same for labels, where a name alone has an empty value. */
export function labelValues(texts: readonly string[]): Readonly<Record<string, string>> {
  const complete = texts.map((text) => (text.includes('=') ? text : `${text}=`));
  return namedValues(complete, { flag: '--label', variables: {} });
}
