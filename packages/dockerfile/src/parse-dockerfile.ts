import type {
  ArgInstruction,
  Dockerfile,
  FromInstruction,
  Stage,
  StageInstruction,
} from './instruction.ts';
import { buildInstruction } from './instructions/build-instruction.ts';
import type { Ast, AstNode } from './syntax/ast.ts';
import { requireBuiltinFrontend } from './syntax/frontend.ts';
import { parseAstOf } from './syntax/parse-ast.ts';
import { readSourceText } from './syntax/source-text.ts';
import { findWarnings } from './warnings/find-warnings.ts';
import type { JudgedNode } from './warnings/judged-node.ts';

interface OpenStage {
  readonly from: FromInstruction;
  readonly instructions: StageInstruction[];
}

/**
 * Reads a Dockerfile: stages of typed instructions, no variable expanded. `fileName` is for
 * messages alone. Throws DockerfileError with the place of the mistake.
 */
export function parseDockerfile(
  text: Uint8Array | string,
  options: { readonly fileName: string },
): Dockerfile {
  const source = readSourceText(text, options.fileName);
  requireBuiltinFrontend(source);
  const ast = parseAstOf(source);
  const globalArguments: ArgInstruction[] = [];
  const stages: OpenStage[] = [];
  const judged: JudgedNode[] = [];
  for (const node of ast.nodes) {
    const instruction = buildInstruction(node);
    judged.push({ node, instruction });
    const stage = stages.at(-1);
    if (instruction.kind === 'FROM') {
      stages.push({ from: instruction, instructions: [] });
    } else if (stage !== undefined) {
      stage.instructions.push(instruction);
    } else if (instruction.kind === 'ARG') {
      globalArguments.push(instruction);
    } else {
      throw beforeFrom(node);
    }
  }
  requireStage(ast, stages);
  return {
    fileName: source.fileName,
    lines: source.lines,
    escape: ast.escape,
    directives: ast.directives,
    globalArguments,
    stages: stages.map((stage, index): Stage => ({ index, ...stage })),
    warnings: findWarnings(ast, judged),
  };
}

function beforeFrom(node: AstNode) {
  return node.line.error(
    'INVALID_ARGUMENT',
    `no build stage in current context: ${node.name.text.toUpperCase()} needs a FROM before it`,
    node.name.offset,
  );
}

function requireStage(ast: Ast, stages: readonly OpenStage[]): void {
  const last = ast.nodes.at(-1);
  if (stages.length === 0 && last !== undefined) {
    throw last.line.error(
      'INVALID_ARGUMENT',
      'dockerfile contains no stages to build: a FROM is missing',
      last.name.offset,
    );
  }
}
