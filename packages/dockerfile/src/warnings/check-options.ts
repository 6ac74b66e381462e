import type { AstNode } from '../syntax/ast.ts';
import type { Directives } from '../syntax/directives.ts';

/** What `# check=` asks for. */
export interface CheckOptions {
  readonly skipAll: boolean;
  readonly skipped: ReadonlySet<string>;
  /** Any warning fails the build. */
  readonly failing: boolean;
}

/** The file's own options, from its directive `# check=skip=A,B;error=true`. */
export function readCheckOptions(directives: Directives): CheckOptions {
  return parseOptions(directives.get('check')?.value ?? '');
}

/** Whether a warning of `rule` about `node` is to be said: a comment above it may forbid that. */
export function isWanted(rule: string, options: CheckOptions, node?: AstNode): boolean {
  const above = (node?.comments ?? [])
    .map((comment) => /^check[\t ]*=[\t ]*(.*)$/i.exec(comment)?.[1])
    .find((value) => value !== undefined);
  return [options, parseOptions(above ?? '')].every(
    ({ skipAll, skipped }) => !skipAll && !skipped.has(rule),
  );
}

/** Options that are not known change nothing: they belong to newer or to experimental rules. */
function parseOptions(value: string): CheckOptions {
  const text = value.split(' ', 1)[0] ?? '';
  const options = new Map<string, string>();
  for (const part of text.split(';')) {
    const equals = part.indexOf('=');
    if (equals !== -1) {
      options.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
    }
  }
  const skip = options.get('skip') ?? '';
  return {
    skipAll: skip === 'all',
    skipped: new Set(skip.split(',').map((rule) => rule.trim())),
    failing: ['1', 't', 'true'].includes((options.get('error') ?? '').toLowerCase()),
  };
}
