import type { ArgInstruction, Instruction } from '../instruction.ts';
import type { AstNode } from '../syntax/ast.ts';
import { instructionBase, invalidArgument, requireWords } from './base.ts';
import { readFlags } from './flags.ts';

/** ENV and LABEL. */
export function buildPairs(node: AstNode, kind: 'ENV' | 'LABEL'): Instruction {
  readFlags(node, {});
  requireWords(node);
  const pairs: { name: string; value: string }[] = [];
  for (let at = 0; at < node.words.length; at += 3) {
    const name = node.words[at]?.text ?? '';
    if (name === '') {
      throw invalidArgument(node, `${kind} names can not be blank`, node.words[at]?.offset);
    }
    pairs.push({ name, value: node.words[at + 1]?.text ?? '' });
  }
  return { ...instructionBase(node), kind, pairs };
}

/** ARG: `name[=default]`, several in one line. */
export function buildArg(node: AstNode): ArgInstruction {
  requireWords(node);
  const declared = node.words.map((word) => {
    const equals = word.text.indexOf('=');
    if (equals === 0) {
      throw invalidArgument(node, 'ARG names can not be blank', word.offset);
    }
    return equals === -1
      ? { name: word.text }
      : { name: word.text.slice(0, equals), default: word.text.slice(equals + 1) };
  });
  return { ...instructionBase(node), kind: 'ARG', arguments: declared };
}
