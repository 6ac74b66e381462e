import type { Ast, AstNode } from '../syntax/ast.ts';

/** The parse tree as BuildKit's parser tests print it, one parenthesised line an instruction. */
export function dumpAst(ast: Ast): string {
  return ast.nodes.map((node) => `(${dumpNode(node)})`).join('\n');
}

function dumpNode(node: AstNode): string {
  const flags = node.flags.map((flag) => quote(flag.text)).join(' ');
  const parts = [
    node.name.text.toLowerCase(),
    ...(flags === '' ? [] : [`[${flags}]`]),
    ...(node.trigger === undefined ? [] : [`(${dumpNode(node.trigger)})`]),
    ...node.words.map((word) => quote(word.text)),
  ];
  return parts.join(' ').trim();
}

const escapes: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

/** A string literal of Go, whose tests the expected results come from. */
function quote(text: string): string {
  const characters = Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (escapes[character] !== undefined) {
      return escapes[character];
    }
    if (character === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character)) {
      return character;
    }
    if (code < 0x80) {
      return `\\x${code.toString(16).padStart(2, '0')}`;
    }
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `"${characters.join('')}"`;
}
