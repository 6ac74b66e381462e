import { DockerfileError } from './errors/dockerfile-error.ts';
import type { Dockerfile, FromInstruction, StageInstruction } from './instruction.ts';
import { buildInstruction } from './instructions/build-instruction.ts';
import { parseAstOf } from './syntax/parse-ast.ts';
import { readSourceText } from './syntax/source-text.ts';

/**
 * Reads a trigger of a base image's `Config.OnBuild`. The instruction stands where the FROM stands
 * that brought it. Throws DockerfileError at that FROM; a trigger cannot be a FROM or an ONBUILD.
 */
export function parseOnbuild(
  expression: string,
  where: { readonly from: FromInstruction; readonly dockerfile: Dockerfile },
): StageInstruction {
  const { from, dockerfile } = where;
  try {
    const instruction = parseTrigger(expression);
    return { ...instruction, range: from.range, position: from.position };
  } catch (error) {
    if (error instanceof DockerfileError) {
      throw new DockerfileError(
        error.code,
        `ONBUILD trigger ${JSON.stringify(expression)} of ${from.image}: ${error.message}`,
        { place: { file: dockerfile, range: from.range, position: from.position }, cause: error },
      );
    }
    throw error;
  }
}

function parseTrigger(expression: string): StageInstruction {
  // Whatever the escape was where the trigger was written, the image keeps no word of it.
  const ast = parseAstOf(readSourceText(expression, 'ONBUILD'), '\\');
  const [node, ...more] = ast.nodes;
  if (node === undefined || more.length > 0) {
    throw new DockerfileError('SYNTAX', 'onbuild trigger should be a single expression');
  }
  const instruction = buildInstruction(node);
  if (instruction.kind === 'FROM' || instruction.kind === 'ONBUILD') {
    throw new DockerfileError(
      'INVALID_ARGUMENT',
      `${instruction.kind} isn't allowed as an ONBUILD trigger`,
    );
  }
  return instruction;
}
