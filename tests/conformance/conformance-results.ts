import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the official suite wrote about a run. */
export interface ConformanceResults {
  /** Rows of results.yaml by name ("Blob mount", "Nested Index"), each with its status. */
  readonly apis: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, string>>;
  readonly cases: number;
  /** Names of cases that are not `passed`, with their status. */
  readonly notPassed: readonly string[];
}

/**
 * Reads results.yaml, and junit.xml beside it: a row of results.yaml stays "Pass" where one of its
 * cases was skipped. Throws where either is missing: the suite may exit with 0 without having run.
 */
export async function readResults(folder: string): Promise<ConformanceResults> {
  const yaml = await readFile(join(folder, 'results.yaml'), 'utf8');
  const xml = await readFile(join(folder, 'junit.xml'), 'utf8');
  const cases = [...xml.matchAll(/<testcase name="([^"]*)"[^>]* status="([^"]*)"/g)];
  return {
    apis: rows(yaml, 'apis'),
    data: rows(yaml, 'data'),
    cases: cases.length,
    notPassed: cases
      .filter(([, , status]) => status !== 'passed')
      .map(([, name, status]) => `${status}: ${name}`),
  };
}

/** The `name: status` lines below an unindented key. */
function rows(yaml: string, key: string): Record<string, string> {
  const section = new RegExp(`^${key}:\\n((?: {2,}.*\\n)*)`, 'm').exec(yaml)?.[1] ?? '';
  return Object.fromEntries(
    [...section.matchAll(/^ +([^:\n]+): (.*)$/gm)].map(([, name, status]) => [name, status]),
  );
}
