import { LRUCache } from 'lru-cache';
import { RE2JS } from 're2js';
import { ProblemError } from '../api/problem-error.ts';

/** Instructions of a compiled pattern: with a tag's length they bound what one match costs. */
const maximumProgram = 2000;
export const maximumPatternLength = 256;

const compiled = new LRUCache<string, RE2JS>({ max: 500 });

/**
 * Whether the pattern, in RE2 syntax, matches the whole tag. Takes time in proportion to both, whatever
 * they are. A pattern that is none matches nothing.
 */
export function matchesTag(pattern: string, tag: string): boolean {
  let known = compiled.get(pattern);
  if (!known) {
    const problem = patternProblem(pattern);
    if (problem !== undefined) return false;
    known = RE2JS.compile(pattern);
    compiled.set(pattern, known);
  }
  return known.matches(tag);
}

/** What is wrong with a pattern; undefined where it is good. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.length > maximumPatternLength) {
    return `a pattern has ${maximumPatternLength} characters at most`;
  }
  try {
    if (RE2JS.compile(pattern).programSize() <= maximumProgram) return undefined;
    return 'the pattern repeats too much: use smaller counts, or * and +';
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `it is no regular expression in RE2 syntax (${reason})`;
  }
}

/** Throws ProblemError 400 that names the member and each pattern which is none. */
export function checkPatterns(member: string, patterns: readonly string[]): void {
  const problems = patterns.flatMap((pattern) => {
    const problem = patternProblem(pattern);
    return problem === undefined ? [] : [`${JSON.stringify(pattern)}: ${problem}`];
  });
  if (problems.length === 0) return;
  throw new ProblemError(400, `${member}: ${problems.join('; ')}`, {
    fields: { [member]: problems },
  });
}
