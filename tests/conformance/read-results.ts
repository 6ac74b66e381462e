/** What the conformance suite found, as pairs of a row's name and its outcome. */
export interface ConformanceResults {
  readonly apis: readonly (readonly [string, string])[];
  readonly data: readonly (readonly [string, string])[];
}

/** Reads the suite's results.yaml, of which only two flat sections matter. */
export function readResults(yaml: string): ConformanceResults {
  const rows: Record<string, [string, string][]> = {};
  let section = '';
  for (const line of yaml.split('\n')) {
    section = line.match(/^(\w+):/)?.[1] ?? section;
    const [, name, outcome] = line.match(/^ {2}(\S[^:]*): (\S.*)$/) ?? [];
    rows[section] ??= [];
    if (name && outcome) rows[section]?.push([name, outcome]);
  }
  return { apis: rows.apis ?? [], data: rows.data ?? [] };
}
