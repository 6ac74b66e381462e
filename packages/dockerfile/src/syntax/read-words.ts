import { isSpace, skipSpace } from './characters.ts';
import type { LogicalLine } from './logical-line.ts';
import { splitAtSpaces, splitQuotedWords } from './split-words.ts';
import type { Word } from './word.ts';

interface ReadContext {
  readonly line: LogicalLine;
  readonly escapeCharacter: string;
}

interface ReadWords {
  readonly words: readonly Word[];
  readonly json: boolean;
}

/**
 * What stands after an instruction's name and flags, split as that instruction wants it. Throws
 * DockerfileError for a JSON array of other things than strings, and for ENV and LABEL without `=`.
 */
export function readWords(instruction: string, rest: Word, context: ReadContext): ReadWords {
  switch (instruction.toUpperCase()) {
    case 'ADD':
    case 'COPY':
    case 'VOLUME':
      return readJson(rest, context) ?? plain(splitAtSpaces(rest));
    case 'CMD':
    case 'ENTRYPOINT':
    case 'RUN':
    case 'SHELL':
      return readCommand(rest, context);
    case 'HEALTHCHECK':
      return readHealthcheck(rest, context);
    case 'ENV':
    case 'LABEL':
      return plain(readPairs(instruction.toUpperCase(), rest, context));
    case 'ARG':
      return plain(splitQuotedWords(rest, context.escapeCharacter));
    case 'EXPOSE':
    case 'FROM':
      return plain(splitAtSpaces(rest));
    case 'MAINTAINER':
    case 'STOPSIGNAL':
    case 'USER':
    case 'WORKDIR':
      return plain(wholeText(rest));
    default:
      return plain([{ text: '', offset: rest.offset }]);
  }
}

function plain(words: readonly Word[]): ReadWords {
  return { words, json: false };
}

function wholeText(rest: Word): Word[] {
  return rest.text === '' ? [] : [rest];
}

function readCommand(rest: Word, context: ReadContext): ReadWords {
  return readJson(rest, context) ?? plain(wholeText(rest));
}

/** The strings of a JSON array; undefined where the text is no JSON array at all. */
function readJson(rest: Word, { line }: ReadContext): ReadWords | undefined {
  if (!rest.text.startsWith('[')) {
    return undefined;
  }
  let values: unknown;
  try {
    values = JSON.parse(rest.text);
  } catch {
    // Not JSON: the text is the shell form, whose own word may well begin with a bracket.
    return undefined;
  }
  const words = (values as unknown[]).map((value) => {
    if (typeof value !== 'string') {
      throw line.error(
        'SYNTAX',
        'when using JSON array syntax, arrays must be comprised of strings only',
        rest.offset,
      );
    }
    return { text: value.toWellFormed(), offset: rest.offset };
  });
  return { words, json: true };
}

/** `NONE`, or `CMD` and a command. */
function readHealthcheck(rest: Word, context: ReadContext): ReadWords {
  if (rest.text === '') {
    return plain([]);
  }
  let end = 0;
  while (end < rest.text.length && !isSpace(rest.text.charAt(end))) {
    end += 1;
  }
  const start = skipSpace(rest.text, end);
  const command = readCommand(
    { text: rest.text.slice(start), offset: rest.offset + start },
    context,
  );
  const type = { text: rest.text.slice(0, end), offset: rest.offset };
  return { words: [type, ...command.words], json: command.json };
}

/** `a=b c=d`, or the older `a b`, where all after the first space is the value. */
function readPairs(instruction: string, rest: Word, context: ReadContext): Word[] {
  const { line, escapeCharacter } = context;
  const words = splitQuotedWords(rest, escapeCharacter);
  const first = words[0];
  if (first !== undefined && !first.text.includes('=')) {
    return readOlderPair(instruction, rest, line);
  }
  return words.flatMap((word) => {
    const equals = word.text.indexOf('=');
    if (equals === -1) {
      throw line.error(
        'SYNTAX',
        `Syntax error - can't find = in ${JSON.stringify(word.text)}. Must be of the form: name=value`,
        word.offset,
      );
    }
    return [
      { text: word.text.slice(0, equals), offset: word.offset },
      { text: word.text.slice(equals + 1), offset: word.offset + equals + 1 },
      { text: '=', offset: word.offset + equals },
    ];
  });
}

function readOlderPair(instruction: string, rest: Word, line: LogicalLine): Word[] {
  const [name, value] = splitAtSpaces(rest);
  if (name === undefined || value === undefined) {
    throw line.error('SYNTAX', `${instruction} must have two arguments`, rest.offset);
  }
  const text = rest.text.slice(value.offset - rest.offset);
  return [name, { text, offset: value.offset }, { text: '', offset: value.offset }];
}
