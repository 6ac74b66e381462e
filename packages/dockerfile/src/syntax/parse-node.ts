import type { AstNode } from './ast.ts';
import type { LogicalLine } from './logical-line.ts';
import { readWords } from './read-words.ts';
import { splitCommand } from './split-command.ts';

/** ONBUILD inside ONBUILD is an error, told when its instructions are judged: no deeper, then. */
const maximumTriggers = 2;

/** The instruction that begins at `offset` of `line`, here-documents not yet read. */
export function parseNode(
  line: LogicalLine,
  offset: number,
  escapeCharacter: string,
  depth = 0,
): AstNode {
  const { name, flags, rest } = splitCommand(line.text, offset, escapeCharacter);
  const base = {
    name,
    flags,
    source: line.text.slice(name.offset),
    heredocs: [],
    comments: [],
    line,
    range: { start: line.start, end: line.end },
  };
  if (name.text.toLowerCase() === 'onbuild') {
    if (rest.text === '' || depth >= maximumTriggers) {
      return { ...base, words: [], json: false };
    }
    const trigger = parseNode(line, rest.offset, escapeCharacter, depth + 1);
    return { ...base, words: [], json: false, trigger };
  }
  return { ...base, ...readWords(name.text, rest, { line, escapeCharacter }) };
}
