import { DockerfileError } from '../errors/dockerfile-error.ts';
import type { Ast, AstHeredoc, AstNode, EmptyContinuation } from './ast.ts';
import { readDirectives, readEscape } from './directives.ts';
import { findHeredocs } from './heredoc.ts';
import { LineReader, type ReadLine } from './line-reader.ts';
import { parseNode } from './parse-node.ts';
import { readSourceText, type SourceText } from './source-text.ts';

/**
 * Splits a Dockerfile into instructions and those into their words: no variable is expanded and
 * no flag or value judged. Throws DockerfileError.
 */
export function parseAst(text: Uint8Array | string, options: { fileName: string }): Ast {
  return parseAstOf(readSourceText(text, options.fileName));
}

/** As `parseAst`, of a file read before; `escape` for a text that cannot say its own. */
export function parseAstOf(source: SourceText, fixedEscape?: string): Ast {
  const directives = readDirectives(source);
  const escapeCharacter = fixedEscape ?? readEscape(directives, source);
  const reader = new LineReader(source, escapeCharacter);
  const nodes: AstNode[] = [];
  const emptyContinuations: EmptyContinuation[] = [];
  for (let read = reader.readInstruction(); read; read = reader.readInstruction()) {
    emptyContinuations.push(...blankLinesOf(read));
    nodes.push(readNode(read, reader, escapeCharacter));
  }
  if (nodes.length === 0) {
    throw new DockerfileError('SYNTAX', 'file with no instructions', {
      place: { file: source, range: { start: 1, end: 1 }, position: { line: 1, column: 1 } },
    });
  }
  return { source, escape: escapeCharacter, directives, nodes, emptyContinuations };
}

function blankLinesOf({ line, blankLines }: ReadLine): EmptyContinuation[] {
  return blankLines.slice(0, 1).map((blank) => ({ line: blank, source: line.text }));
}

function readNode(
  { line, comments }: ReadLine,
  reader: LineReader,
  escapeCharacter: string,
): AstNode {
  const node = parseNode(line, 0, escapeCharacter);
  const heredocs = takesHeredocs(node) ? readHeredocs(node, reader) : [];
  return { ...node, heredocs, comments, range: { start: line.start, end: reader.linesRead } };
}

/** ADD, COPY and RUN, also as ONBUILD's trigger, unless in JSON form. */
function takesHeredocs(node: AstNode): boolean {
  const inner =
    node.name.text.toLowerCase() === 'onbuild' && node.trigger !== undefined ? node.trigger : node;
  return ['add', 'copy', 'run'].includes(inner.name.text.toLowerCase()) && !inner.json;
}

function readHeredocs({ line }: AstNode, reader: LineReader): AstHeredoc[] {
  return findAnnounced(line).map(({ name, expand, stripTabs }) => {
    const content = reader.readHeredoc(name, stripTabs);
    if (content === undefined) {
      throw line.error(
        'SYNTAX',
        `unterminated heredoc: no line ${JSON.stringify(name)} ends it`,
        Math.max(0, line.text.indexOf('<<')),
      );
    }
    return { name, expand, stripTabs, content };
  });
}

function findAnnounced(line: AstNode['line']) {
  try {
    return findHeredocs(line.text);
  } catch (error) {
    if (error instanceof DockerfileError) {
      throw error.at(line.placeAt(Math.max(0, line.text.indexOf('<<'))));
    }
    throw error;
  }
}
