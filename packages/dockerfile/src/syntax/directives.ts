import { DockerfileError } from '../errors/dockerfile-error.ts';
import type { LineRange } from '../instruction.ts';
import { skipSpace } from './characters.ts';
import type { SourceText } from './source-text.ts';

/** A `# key=value` line at the top of a file. */
export interface Directive {
  readonly value: string;
  readonly range: LineRange;
}

export type Directives = ReadonlyMap<string, Directive>;

const knownDirectives: ReadonlySet<string> = new Set(['syntax', 'escape', 'check']);

/**
 * The directives of a Dockerfile: lines of the given comment form before anything else. The first
 * line that is none, a blank one included, ends them. Throws DockerfileError for one given twice.
 */
export function readDirectives(
  source: SourceText,
  options: { readonly comment?: '#' | '//'; readonly firstLine?: number } = {},
): Map<string, Directive> {
  const { comment = '#', firstLine = 1 } = options;
  const directives = new Map<string, Directive>();
  for (let line = firstLine; line <= source.lines.length; line++) {
    const text = source.lines[line - 1] ?? '';
    const directive = matchDirective(text, comment);
    if (directive === undefined) {
      break;
    }
    const range = { start: line, end: line };
    if (directives.has(directive.key)) {
      throw new DockerfileError(
        'SYNTAX',
        `only one ${directive.key} parser directive can be used`,
        { place: { file: source, range, position: { line, column: skipSpace(text) + 1 } } },
      );
    }
    directives.set(directive.key, { value: directive.value, range });
  }
  return directives;
}

/** The escape character that the directives ask for. Throws DockerfileError for a third one. */
export function readEscape(directives: Directives, source: SourceText): string {
  const directive = directives.get('escape');
  if (directive === undefined) {
    return '\\';
  }
  if (directive.value !== '\\' && directive.value !== '`') {
    const { range, value } = directive;
    const column = (source.lines[range.start - 1] ?? '').lastIndexOf(value) + 1;
    throw new DockerfileError('SYNTAX', `invalid escape token '${value}' does not match \` or \\`, {
      place: { file: source, range, position: { line: range.start, column } },
    });
  }
  return directive.value;
}

function matchDirective(line: string, comment: string): { key: string; value: string } | undefined {
  const text = line.slice(skipSpace(line));
  if (!text.startsWith(comment)) {
    return undefined;
  }
  const body = text.slice(skipSpace(text, comment.length));
  const match = /^([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=/.exec(body);
  const key = match?.[1]?.toLowerCase();
  const value = body.slice(match?.[0].length ?? 0).replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, '');
  if (key === undefined || value === '' || !knownDirectives.has(key)) {
    return undefined;
  }
  return { key, value };
}
