import type { DockerfileWarning, Stage } from '../instruction.ts';
import type { Ast } from '../syntax/ast.ts';

/** What a Dockerfile should better not say, by the names of BuildKit's rules, in order of lines. */
export function findWarnings(ast: Ast, _stages: readonly Stage[]): DockerfileWarning[] {
  return ast.emptyContinuations.map(({ line, source }) => ({
    rule: 'NoEmptyContinuation',
    message: `Empty continuation line found in: ${source}`,
    range: { start: line, end: line },
  }));
}
