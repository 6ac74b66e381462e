/** One challenge of a WWW-Authenticate header (RFC 9110 section 11.6.1). */
export interface Challenge {
  /** Lower-case: `bearer`, `basic`. */
  readonly scheme: string;
  /** Keys lower-case. */
  readonly parameters: Readonly<Record<string, string>>;
}

const schemePattern = /^[\s,]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?=[\s,]|$)[ \t]*/;
const parameterPattern =
  /^[\s,]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))/;

/** Longer headers than this are not looked at. */
const maximumLength = 16_384;

/** The challenges in a WWW-Authenticate header, in order; what cannot be read is left out. */
export function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = [];
  let rest = header.slice(0, maximumLength);
  while (rest !== '') {
    const scheme = schemePattern.exec(rest);
    if (!scheme?.[1]) break;
    rest = rest.slice(scheme[0].length);
    const parameters: Record<string, string> = {};
    let parameter = parameterPattern.exec(rest);
    while (parameter?.[1]) {
      parameters[parameter[1].toLowerCase()] =
        parameter[2]?.replace(/\\(.)/g, '$1') ?? parameter[3] ?? '';
      rest = rest.slice(parameter[0].length);
      parameter = parameterPattern.exec(rest);
    }
    challenges.push({ scheme: scheme[1].toLowerCase(), parameters });
  }
  return challenges;
}
