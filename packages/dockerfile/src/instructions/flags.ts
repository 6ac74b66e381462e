import { suggest } from '../errors/suggest.ts';
import type { AstNode } from '../syntax/ast.ts';
import type { Word } from '../syntax/word.ts';

type FlagKind = 'text' | 'list' | 'boolean';

/** The flags an instruction knows, by name without dashes. */
export type FlagKinds = Readonly<Record<string, FlagKind>>;

/** An instruction's flags, judged. */
export interface Flags {
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  boolean(name: string): boolean | undefined;
  /** Where a flag stands, for messages; of several the first. */
  offset(name: string): number;
}

/**
 * Reads an instruction's flags. Throws DockerfileError UNKNOWN_FLAG or INVALID_FLAG; what a text
 * may say is its reader's to judge.
 */
export function readFlags(node: AstNode, kinds: FlagKinds): Flags {
  const found = new Map<string, { values: string[]; offset: number }>();
  for (const flag of node.flags) {
    const { name, value } = splitFlag(flag);
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) {
      throw unknownFlag(node, flag, { name, known: Object.keys(kinds) });
    }
    const before = found.get(name);
    if (before !== undefined && kind !== 'list') {
      throw invalid(node, flag, `duplicate flag specified: --${name}`);
    }
    const values = [...(before?.values ?? []), flagValue(node, flag, { name, value, kind })];
    found.set(name, { values, offset: before?.offset ?? flag.offset });
  }
  return {
    text: (name) => found.get(name)?.values[0],
    list: (name) => found.get(name)?.values ?? [],
    boolean: (name) => {
      const value = found.get(name)?.values[0];
      return value === undefined ? undefined : value === 'true';
    },
    offset: (name) => found.get(name)?.offset ?? node.name.offset,
  };
}

function splitFlag(flag: Word): { name: string; value: string | undefined } {
  const equals = flag.text.indexOf('=');
  return equals === -1
    ? { name: flag.text.slice(2), value: undefined }
    : { name: flag.text.slice(2, equals), value: flag.text.slice(equals + 1) };
}

function flagValue(
  node: AstNode,
  flag: Word,
  given: { name: string; value: string | undefined; kind: FlagKind },
): string {
  const { name, value, kind } = given;
  if (value === undefined) {
    if (kind === 'boolean') {
      return 'true';
    }
    throw invalid(node, flag, `missing a value on flag: --${name}`);
  }
  if (kind !== 'boolean') {
    return value;
  }
  if (value === '') {
    throw invalid(node, flag, `missing a value on flag: --${name}`);
  }
  const folded = value.toLowerCase();
  if (folded !== 'true' && folded !== 'false') {
    throw invalid(node, flag, `expecting boolean value for flag --${name}, not: ${value}`);
  }
  return folded;
}

function unknownFlag(node: AstNode, flag: Word, what: { name: string; known: readonly string[] }) {
  const near = suggest(what.name, what.known, { caseSensitive: true });
  return node.line.error(
    'UNKNOWN_FLAG',
    `unknown flag: --${what.name}`,
    flag.offset,
    near === undefined ? undefined : `--${near}`,
  );
}

function invalid(node: AstNode, flag: Word, message: string) {
  return node.line.error('INVALID_FLAG', message, flag.offset);
}
