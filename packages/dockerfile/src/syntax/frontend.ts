import { DockerfileError } from '../errors/dockerfile-error.ts';
import { type Directive, readDirectives } from './directives.ts';
import type { SourceText } from './source-text.ts';

/** Docker's frontend by any of its names; whichever registry mirrors it, its path says what it is. */
const dockerFrontend =
  /^(?:[^\s/]+\/)*docker\/dockerfile(?:-upstream)?(?::[\w][\w.-]{0,127})?(?:@[a-z0-9]+:[a-f0-9]{32,})?$/i;

/** Whether a `# syntax=` reference means the frontend that this package is. */
export function isBuiltinFrontend(reference: string): boolean {
  return dockerFrontend.test(reference);
}

/**
 * Which frontend a file asks for: by `# syntax=`, also after a `#!` line, by `//syntax=`, or, where
 * the file is JSON, by its key `syntax`. Undefined where it does not say.
 */
export function detectFrontend(source: SourceText): Directive | undefined {
  const firstLine = source.lines[0]?.startsWith('#!') === true ? 2 : 1;
  for (const comment of ['#', '//'] as const) {
    const directive = readDirectives(source, { comment, firstLine }).get('syntax');
    if (directive !== undefined) {
      return { ...directive, value: directive.value.split(' ', 1)[0] ?? '' };
    }
  }
  const value = syntaxKey(source.raw.slice(firstLine - 1).join(''));
  return value === undefined ? undefined : { value, range: { start: firstLine, end: firstLine } };
}

/** Throws DockerfileError UNKNOWN_FRONTEND where the file asks for another frontend. */
export function requireBuiltinFrontend(source: SourceText): void {
  const frontend = detectFrontend(source);
  if (frontend === undefined || isBuiltinFrontend(frontend.value)) {
    return;
  }
  const { value, range } = frontend;
  const column = Math.max(0, (source.lines[range.start - 1] ?? '').indexOf(value)) + 1;
  throw new DockerfileError(
    'UNKNOWN_FRONTEND',
    `syntax ${JSON.stringify(value)} is a frontend this builder does not have: it reads Dockerfiles ` +
      'itself, as docker/dockerfile does. Remove the line, or name docker/dockerfile:1 in it',
    { place: { file: source, range, position: { line: range.start, column } } },
  );
}

function syntaxKey(text: string): string | undefined {
  if (!text.trimStart().startsWith('{')) {
    return undefined;
  }
  try {
    const parsed: unknown = JSON.parse(text);
    const value =
      typeof parsed === 'object' && parsed !== null && 'syntax' in parsed && parsed.syntax;
    return typeof value === 'string' ? value : undefined;
  } catch {
    // No JSON, so no key: the Dockerfile's own errors will follow.
    return undefined;
  }
}
