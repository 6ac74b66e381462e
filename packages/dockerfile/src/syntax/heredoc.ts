import { DockerfileError } from '../errors/dockerfile-error.ts';
import { lexShellText } from '../expansion/shell-lexer.ts';

/** `<<EOF`, `3<<-"EOF"`: how a here-document is announced. */
export interface HeredocWord {
  readonly name: string;
  /** False where any part of the name is quoted. */
  readonly expand: boolean;
  /** `<<-`: tabs at the start of each line go. */
  readonly stripTabs: boolean;
}

const noVariables = () => undefined;

/** `parseHeredocWord`, but throws DockerfileError INVALID_EXPANSION for an unbalanced quote. */
function readHeredocWord(text: string): HeredocWord | undefined {
  const match = /^\d*<<(-?)[\t\n\f\r ]*([^\t\n\f\r <][^<]*)?$/.exec(text);
  const rest = match?.[2] ?? '';
  if (rest === '') {
    return undefined;
  }
  const options = { escape: '\\', keepUnset: true, split: true } as const;
  const plain = lexShellText(rest, noVariables, { ...options, quotes: 'remove' }).words;
  const name = plain[0];
  if (plain.length !== 1 || name === undefined) {
    return undefined;
  }
  const [quoted = ''] = lexShellText(rest, noVariables, { ...options, quotes: 'keep' }).words;
  return {
    name,
    stripTabs: match?.[1] === '-',
    expand: countQuotes(name) === countQuotes(quoted),
  };
}

/**
 * Reads a word as the announcement of a here-document; undefined where it is none, and where its
 * quotes do not balance.
 */
export function parseHeredocWord(text: string): HeredocWord | undefined {
  try {
    return readHeredocWord(text);
  } catch (error) {
    if (error instanceof DockerfileError) {
      return undefined;
    }
    throw error;
  }
}

/** All here-documents that an instruction announces, in order. Throws DockerfileError for an unbalanced quote. */
export function findHeredocs(line: string): HeredocWord[] {
  if (!line.includes('<<')) {
    return [];
  }
  return shellWords(line)
    .map((word) => readHeredocWord(word))
    .filter((word) => word !== undefined);
}

/** The content without the tabs that `<<-` takes away. */
export function stripLeadingTabs(content: string): string {
  return content.replace(/(^|\n)\t+/g, '$1');
}

/** A line whose quotes do not balance has no words: the shell will say what is wrong with it. */
function shellWords(line: string): readonly string[] {
  try {
    return lexShellText(line, noVariables, {
      escape: '\\',
      quotes: 'keep',
      keepEscapes: true,
      keepUnset: true,
      split: true,
    }).words;
  } catch (error) {
    if (error instanceof DockerfileError) {
      return [];
    }
    throw error;
  }
}

function countQuotes(text: string): number {
  return text.replace(/[^'"]/g, '').length;
}
