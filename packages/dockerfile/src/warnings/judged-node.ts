import type { Instruction } from '../instruction.ts';
import type { AstNode } from '../syntax/ast.ts';

/** An instruction beside the text it was read from. */
export interface JudgedNode {
  readonly node: AstNode;
  readonly instruction: Instruction;
}
