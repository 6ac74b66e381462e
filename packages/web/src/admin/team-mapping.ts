/** Who is in `group` at the provider is in `team` of `organization` here. */
export interface MappedTeam {
  readonly group: string;
  readonly organization: string;
  readonly team: string;
}

/** One line for each: `engineers = acme/dev`. */
export function mappingText(teams: readonly MappedTeam[]): string {
  return teams
    .map(({ group, organization, team }) => `${group} = ${organization}/${team}`)
    .join('\n');
}

/** What such lines mean; the first that means nothing is named. */
export function parseMapping(
  text: string,
): { readonly teams: MappedTeam[] } | { readonly wrong: string } {
  const teams: MappedTeam[] = [];
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '') continue;
    // A group's name may hold the sign itself: the last one counts.
    const found = /^(.+?)\s*=\s*([^\s=/]+)\/([^\s=/]+)$/.exec(line);
    if (!found) return { wrong: line };
    const [, group = '', organization = '', team = ''] = found;
    teams.push({ group, organization, team });
  }
  return { teams };
}
