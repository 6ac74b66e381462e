import type { Instruction } from '../instruction.ts';
import type { AstNode } from '../syntax/ast.ts';
import { instructionBase, invalidArgument } from './base.ts';
import { readFlags } from './flags.ts';

const stageName = /^[a-z][a-z0-9\-_.]*$/;

/** FROM: `image [AS name]`. */
export function buildFrom(node: AstNode): Instruction {
  const alias = readAlias(node);
  const platform = readFlags(node, { platform: 'text' }).text('platform');
  return {
    ...instructionBase(node),
    kind: 'FROM',
    image: node.words[0]?.text ?? '',
    ...(alias === undefined ? {} : { alias }),
    ...(platform === undefined || platform === '' ? {} : { platform }),
  };
}

function readAlias(node: AstNode): string | undefined {
  const [, keyword, name] = node.words;
  if (node.words.length === 3 && keyword?.text.toLowerCase() === 'as') {
    const alias = name?.text.toLowerCase() ?? '';
    if (!stageName.test(alias)) {
      throw invalidArgument(
        node,
        `invalid name for build stage: ${JSON.stringify(name?.text)}, name can't start with a ` +
          'number or contain symbols',
        name?.offset,
      );
    }
    return alias;
  }
  if (node.words.length !== 1) {
    throw invalidArgument(node, 'FROM requires either one or three arguments', keyword?.offset);
  }
  return undefined;
}
