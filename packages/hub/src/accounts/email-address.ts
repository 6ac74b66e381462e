import { ProblemError } from '../api/problem-error.ts';

/**
 * An address as it is kept, in lower case. Throws ProblemError 400 for what no letter can be sent to:
 * the plain form alone, since quoted ones serve tricks more often than people.
 */
export function emailAddress(typed: string): string {
  const address = typed.trim().toLowerCase();
  const plain = /^[^\s@<>()[\]\\,;:"]{1,64}@[a-z0-9\p{L}.-]{1,253}$/u.test(address);
  const [local = '', domain = ''] = address.split('@');
  const sane =
    !/^\.|\.$|\.\./.test(local) && domain.split('.').every((label) => /^[^-].*$|^$/.test(label));
  if (plain && sane && !/^\.|\.$|\.\.|^$/.test(domain)) return address;
  const problem = 'this is no e-mail address';
  throw new ProblemError(400, problem, { fields: { email: [problem] } });
}
