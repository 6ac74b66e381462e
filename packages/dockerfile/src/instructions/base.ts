import type { DockerfileError } from '../errors/dockerfile-error.ts';
import type { CommandLine, Heredoc, LineRange, Position } from '../instruction.ts';
import type { AstNode } from '../syntax/ast.ts';
import { trimSpace } from '../syntax/characters.ts';
import { stripLeadingTabs } from '../syntax/heredoc.ts';

interface Base {
  readonly range: LineRange;
  readonly position: Position;
  readonly source: string;
  readonly heredocs: readonly Heredoc[];
}

/** What every instruction has. */
export function instructionBase(node: AstNode): Base {
  return {
    range: node.range,
    position: node.line.positionAt(node.name.offset),
    source: trimSpace(node.source),
    heredocs: node.heredocs.map(({ name, expand, content, stripTabs }) => ({
      name,
      expand,
      content: stripTabs ? stripLeadingTabs(content) : content,
      ...(stripTabs ? { unstripped: content } : {}),
    })),
  };
}

/** An error about what stands after the flags: at `offset`, else at the instruction's name. */
export function invalidArgument(node: AstNode, message: string, offset?: number): DockerfileError {
  return node.line.error('INVALID_ARGUMENT', message, offset ?? node.name.offset);
}

/** Throws DockerfileError where nothing stands after the instruction's name and flags. */
export function requireWords(node: AstNode): void {
  if (node.words.length === 0) {
    throw invalidArgument(node, `${upperName(node)} requires at least one argument`);
  }
}

/** The only word. Throws DockerfileError where there is none or more than one. */
export function requireOneWord(node: AstNode): string {
  const [word, ...more] = node.words;
  if (word === undefined || more.length > 0) {
    throw invalidArgument(node, `${upperName(node)} requires exactly one argument`);
  }
  return word.text;
}

/** A command in the form it was written in; no words in the shell form are an empty text. */
export function commandLine(node: AstNode, words = node.words): CommandLine {
  const texts = words.map((word) => word.text);
  return node.json ? { form: 'exec', words: texts } : { form: 'shell', words: [texts.join(' ')] };
}

export function upperName(node: AstNode): string {
  return node.name.text.toUpperCase();
}
