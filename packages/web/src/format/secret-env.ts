/** Words of a name whose value is likely a secret, whatever stands before and after. */
const secretWords =
  /(?:^|[_.-])(?:PASS(?:WORD|WD|PHRASE)?|PWD|SECRETS?|TOKENS?|API_?KEYS?|ACCESS_?KEYS?|PRIVATE_?KEYS?|KEYS?|CREDENTIALS?|CREDS?|AUTH|COOKIES?|DSN|SIGNATURE|SALT)(?:$|[_.-])/i;

/** Names that look secret and are not. */
const harmless = /^(?:PWD|OLDPWD|GPG_KEYS?|.*_?PUBLIC_?KEYS?|SSH_AUTH_SOCK|GOAUTH)$/i;

/** A user and password in a URL, and forms that well-known services give their keys. */
const secretValues: readonly RegExp[] = [
  /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|AKIA[A-Z0-9]{16}|dckr_[po]at_[\w-]{16,}|slp_\w+_\w{16,}|sk_live_\w{16,}|npm_[A-Za-z0-9]{30,})/,
  /^eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*$/,
];

/** One variable of an image's environment. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
  /** Whether it should be read only by somebody who asks to. */
  readonly looksSecret: boolean;
}

/** Reads `NAME=value`; what has no `=` is a name without a value. */
export function parseVariable(text: string): EnvironmentVariable {
  const mark = text.indexOf('=');
  const name = mark < 0 ? text : text.slice(0, mark);
  const value = mark < 0 ? '' : text.slice(mark + 1);
  return { name, value, looksSecret: value !== '' && looksSecret(name, value) };
}

function looksSecret(name: string, value: string): boolean {
  if (secretValues.some((pattern) => pattern.test(value))) return true;
  return secretWords.test(name.replaceAll(/([a-z])([A-Z])/g, '$1_$2')) && !harmless.test(name);
}
