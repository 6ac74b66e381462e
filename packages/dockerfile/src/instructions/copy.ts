import { lexShellText } from '../expansion/shell-lexer.ts';
import type { CopyInstruction, Heredoc } from '../instruction.ts';
import type { AstNode } from '../syntax/ast.ts';
import { parseHeredocWord } from '../syntax/heredoc.ts';
import { instructionBase, invalidArgument, upperName } from './base.ts';
import { type Flags, readFlags } from './flags.ts';

const commonFlags = {
  chown: 'text',
  chmod: 'text',
  link: 'boolean',
  exclude: 'list',
} as const;

/** COPY. */
export function buildCopy(node: AstNode): CopyInstruction {
  requireDestination(node);
  const flags = readFlags(node, { ...commonFlags, from: 'text', parents: 'boolean' });
  const from = readFrom(node, flags);
  return {
    ...copied(node, flags),
    kind: 'COPY',
    parents: flags.boolean('parents') ?? false,
    ...(from === undefined ? {} : { from }),
  };
}

/** ADD. */
export function buildAdd(node: AstNode): CopyInstruction {
  requireDestination(node);
  const flags = readFlags(node, {
    ...commonFlags,
    'keep-git-dir': 'boolean',
    checksum: 'text',
    unpack: 'boolean',
  });
  const checksum = flags.text('checksum') ?? '';
  const keepGitDir = flags.boolean('keep-git-dir');
  const unpack = flags.boolean('unpack');
  return {
    ...copied(node, flags),
    kind: 'ADD',
    parents: false,
    ...(checksum === '' ? {} : { checksum }),
    ...(keepGitDir === undefined ? {} : { keepGitDir }),
    ...(unpack === undefined ? {} : { unpack }),
  };
}

function requireDestination(node: AstNode): void {
  if (node.words.length < 2) {
    throw invalidArgument(
      node,
      `${upperName(node)} requires at least two arguments, but only one was provided. ` +
        'Destination could not be determined',
      node.words[0]?.offset,
    );
  }
}

function copied(node: AstNode, flags: Flags) {
  const base = instructionBase(node);
  const destination = node.words.at(-1);
  const announced = node.json ? undefined : parseHeredocWord(destination?.text ?? '');
  if (announced !== undefined) {
    throw invalidArgument(
      node,
      `${upperName(node)} cannot accept a heredoc as a destination`,
      destination?.offset,
    );
  }
  const { sources, heredocs } = splitSources(node, base.heredocs);
  const chown = flags.text('chown') ?? '';
  const chmod = flags.text('chmod') ?? '';
  return {
    ...base,
    heredocs,
    sources,
    destination: destination?.text ?? '',
    link: flags.boolean('link') ?? false,
    exclude: flags.list('exclude'),
    ...(chown === '' ? {} : { chown }),
    ...(chmod === '' ? {} : { chmod }),
  };
}

/** Of two here-documents with one name both sources get the last one's content, as in BuildKit. */
function splitSources(node: AstNode, read: readonly Heredoc[]) {
  const contents = new Map(read.map((heredoc) => [heredoc.name, heredoc.content]));
  const sources: string[] = [];
  const heredocs: Heredoc[] = [];
  for (const { text } of node.words.slice(0, -1)) {
    const announced = node.json ? undefined : parseHeredocWord(text);
    if (announced === undefined) {
      sources.push(text);
    } else {
      const { name, expand } = announced;
      heredocs.push({ name, expand, content: contents.get(name) ?? '' });
    }
  }
  return { sources, heredocs };
}

/** Which stage a COPY reads must be known before any variable is. */
function readFrom(node: AstNode, flags: Flags): string | undefined {
  const from = flags.text('from');
  if (from === undefined || from === '') {
    return undefined;
  }
  const plain = lexShellText(from, () => undefined, { escape: '\\', quotes: 'remove' }).text;
  if (plain !== from) {
    throw node.line.error(
      'INVALID_FLAG',
      'variable expansion is not supported for --from, define a new stage with FROM using ARG ' +
        'from global scope as a workaround',
      flags.offset('from'),
    );
  }
  return from;
}
