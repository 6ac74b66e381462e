import type { Instruction } from '../instruction.ts';
import type { AstNode } from '../syntax/ast.ts';
import { commandLine, instructionBase, invalidArgument, requireWords } from './base.ts';
import { readFlags } from './flags.ts';

/** CMD and ENTRYPOINT; neither has flags. */
export function buildCommand(node: AstNode, kind: 'CMD' | 'ENTRYPOINT'): Instruction {
  readFlags(node, {});
  return { ...instructionBase(node), kind, command: commandLine(node) };
}

/** SHELL, in JSON form alone. */
export function buildShell(node: AstNode): Instruction {
  readFlags(node, {});
  requireWords(node);
  if (!node.json) {
    throw invalidArgument(node, 'SHELL requires the arguments to be in JSON form');
  }
  return {
    ...instructionBase(node),
    kind: 'SHELL',
    values: node.words.map((word) => word.text),
  };
}
