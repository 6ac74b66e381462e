import type { Instruction } from '../instruction.ts';
import type { AstNode } from '../syntax/ast.ts';
import { instructionBase, invalidArgument } from './base.ts';
import { readFlags } from './flags.ts';

/** ONBUILD keeps its instruction as text, so that of it is judged only whether it may be kept. */
export function buildOnbuild(node: AstNode): Instruction {
  const { trigger } = node;
  if (trigger === undefined) {
    throw invalidArgument(node, 'ONBUILD requires at least one argument');
  }
  readFlags(node, {});
  const name = trigger.name.text.toUpperCase();
  if (name === 'ONBUILD') {
    throw invalidArgument(
      node,
      "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed",
      trigger.name.offset,
    );
  }
  if (name === 'FROM' || name === 'MAINTAINER') {
    throw invalidArgument(node, `${name} isn't allowed as an ONBUILD trigger`, trigger.name.offset);
  }
  const bodies = node.heredocs.map(({ content, name: terminator }) => `\n${content}${terminator}`);
  const text = node.source.replace(/^ONBUILD[\t\n\f\r ]*/i, '');
  return { ...instructionBase(node), kind: 'ONBUILD', expression: text + bodies.join('') };
}
