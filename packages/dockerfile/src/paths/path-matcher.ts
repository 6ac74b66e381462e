import { DockerfileError } from '../errors/dockerfile-error.ts';
import { trimSpace } from '../syntax/characters.ts';
import { cleanPath } from './clean-path.ts';
import { type PathPattern, pathPattern } from './path-pattern.ts';

/** Tells which files of a tree a list of patterns leaves out. */
export interface PathMatcher {
  /**
   * Whether `path` (relative, slashes, clean) is left out. Only a folder gets `all-below`, when
   * nothing in it can come back: a walker need not enter it.
   */
  hides(path: string, type: 'directory' | 'other'): 'no' | 'yes' | 'all-below';
  /** Whether any pattern begins with `!`. */
  readonly hasNegations: boolean;
}

interface Rule {
  readonly pattern: PathPattern;
  readonly negated: boolean;
}

/** For each rule whether it matched; and what the last of those said. */
interface Verdict {
  readonly matched: Uint8Array;
  readonly hidden: boolean;
}

/**
 * A matcher of patterns as `--exclude` takes them (moby/patternmatcher): the last that matches a
 * path or a folder above it decides, `!` brings back. Throws DockerfileError INVALID_PATTERN.
 */
export function createPathMatcher(patterns: readonly string[]): PathMatcher {
  return new OrderedPathMatcher(
    patterns
      .map(trimSpace)
      .filter((pattern) => pattern !== '')
      .map(parseRule),
  );
}

function parseRule(written: string): Rule {
  const cleaned = cleanPath(written);
  const negated = cleaned.startsWith('!');
  const text = negated ? cleaned.slice(1) : cleaned;
  if (text === '') {
    throw new DockerfileError('INVALID_PATTERN', 'illegal exclusion pattern: "!"');
  }
  return { pattern: pathPattern(text, { globstar: true }), negated };
}

/**
 * Folders' verdicts are kept, since every file asks for its own folder's. As in BuildKit, a rule
 * that had no say at a folder is not asked about that folder again for the files in it.
 */
class OrderedPathMatcher implements PathMatcher {
  readonly hasNegations: boolean;
  readonly #rules: readonly Rule[];
  readonly #folders = new Map<string, Verdict>();

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
    this.hasNegations = rules.some((rule) => rule.negated);
  }

  hides(path: string, type: 'directory' | 'other'): 'no' | 'yes' | 'all-below' {
    if (this.#rules.length === 0 || path === '' || path === '.') {
      return 'no';
    }
    const { hidden } = type === 'directory' ? this.#folder(path) : this.#judge(path);
    if (!hidden) {
      return 'no';
    }
    return type === 'directory' && !this.#mayComeBackBelow(path) ? 'all-below' : 'yes';
  }

  #folder(path: string): Verdict {
    const known = this.#folders.get(path);
    if (known !== undefined) {
      return known;
    }
    const verdict = this.#judge(path);
    this.#folders.set(path, verdict);
    return verdict;
  }

  #judge(path: string): Verdict {
    const slash = path.lastIndexOf('/');
    const above = slash === -1 ? undefined : this.#folder(path.slice(0, slash)).matched;
    const matched = new Uint8Array(this.#rules.length);
    let hidden = false;
    for (const [index, rule] of this.#rules.entries()) {
      // Only a rule that would change the verdict is asked.
      if (above?.[index] === 1 || (rule.negated === hidden && rule.pattern.matches(path))) {
        matched[index] = 1;
        hidden = !rule.negated;
      }
    }
    return { matched, hidden };
  }

  #mayComeBackBelow(folder: string): boolean {
    return this.#rules.some((rule) => rule.negated && rule.pattern.mayMatchBelow(folder));
  }
}
