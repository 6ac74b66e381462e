import { DockerfileError } from '../errors/dockerfile-error.ts';
import type { DockerfileWarning } from '../instruction.ts';
import type { Ast } from '../syntax/ast.ts';
import { type CheckOptions, isWanted, readCheckOptions } from './check-options.ts';
import { checkCasing, checkInstructions, checkWithinStages } from './instruction-rules.ts';
import type { JudgedNode } from './judged-node.ts';
import { checkStages } from './stage-rules.ts';

/**
 * What a Dockerfile should better not say, as far as its text alone tells, by the names of BuildKit's
 * rules and in the order of lines. Throws DockerfileError CHECK_FAILED where the file itself asks for
 * that (`# check=error=true`).
 */
export function findWarnings(ast: Ast, nodes: readonly JudgedNode[]): DockerfileWarning[] {
  const options = readCheckOptions(ast.directives);
  const warnings = [
    ...emptyContinuations(ast, options),
    ...[checkStages, checkInstructions, checkWithinStages, checkCasing]
      .flatMap((check) => check(nodes))
      .filter(({ rule, node }) => isWanted(rule, options, node))
      .map(({ rule, message, node }) => ({ rule, message, range: node.range })),
  ].sort((left, right) => left.range.start - right.range.start);
  if (options.failing) {
    requireNone(ast, warnings);
  }
  return warnings;
}

function emptyContinuations(ast: Ast, options: CheckOptions): DockerfileWarning[] {
  const rule = 'NoEmptyContinuation';
  return ast.emptyContinuations
    .filter(() => isWanted(rule, options))
    .map(({ line, source }) => ({
      rule,
      message: `Empty continuation line found in: ${source}`,
      range: { start: line, end: line },
    }));
}

function requireNone(ast: Ast, warnings: readonly DockerfileWarning[]): void {
  const [first] = warnings;
  if (first === undefined) {
    return;
  }
  const rules = [...new Set(warnings.map(({ rule }) => rule))].join(', ');
  throw new DockerfileError(
    'CHECK_FAILED',
    `lint violation found for rules: ${rules}. ${first.message}`,
    {
      place: {
        file: ast.source,
        range: first.range,
        position: { line: first.range.start, column: 1 },
      },
    },
  );
}
