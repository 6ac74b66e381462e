import type { FromInstruction } from '../instruction.ts';
import type { AstNode } from '../syntax/ast.ts';
import type { JudgedNode } from './judged-node.ts';

/** A rule's name and what it says. */
export interface Finding {
  readonly rule: string;
  readonly message: string;
  readonly node: AstNode;
}

const reservedNames: ReadonlySet<string> = new Set(['context', 'scratch']);

/** What can be said of each FROM by itself and beside the others. */
export function checkStages(nodes: readonly JudgedNode[]): Finding[] {
  const names = new Set<string>();
  return nodes.flatMap(({ node, instruction }) => {
    if (instruction.kind !== 'FROM') {
      return [];
    }
    const found = [...checkName(node, instruction, names), ...checkPlatform(node, instruction)];
    if (instruction.alias !== undefined) {
      names.add(instruction.alias);
    }
    return found;
  });
}

function checkName(node: AstNode, from: FromInstruction, names: ReadonlySet<string>): Finding[] {
  const { alias } = from;
  if (alias === undefined) {
    return [];
  }
  const found: Finding[] = [];
  const say = (rule: string, message: string) => found.push({ rule, message, node });
  const written = node.words[2]?.text ?? '';
  if (written !== alias) {
    say('StageNameCasing', `Stage name '${written}' should be lowercase`);
  }
  const keyword = node.words[1]?.text ?? '';
  const name = node.name.text;
  if (isOneCase(name) && keyword !== (isLower(name) ? 'as' : 'AS')) {
    say('FromAsCasing', `'${keyword}' and '${name}' keywords' casing do not match`);
  }
  if (reservedNames.has(alias)) {
    say(
      'ReservedStageName',
      `Stage name should not use the same name as reserved stage ${JSON.stringify(alias)}`,
    );
  }
  if (names.has(alias)) {
    say(
      'DuplicateStageName',
      `Duplicate stage name ${JSON.stringify(alias)}, stage names should be unique`,
    );
  }
  return found;
}

function checkPlatform(node: AstNode, { platform, alias = '' }: FromInstruction): Finding[] {
  if (platform === undefined) {
    return [];
  }
  if (/^\$(?:TARGETPLATFORM|\{TARGETPLATFORM\})$/.test(platform)) {
    const message =
      `Setting platform to predefined ${platform} in FROM is redundant as this is the default ` +
      'behavior';
    return [{ rule: 'RedundantTargetPlatform', message, node }];
  }
  const parts = platform.split('/');
  // A stage that is named for its platform needs that platform.
  if (platform.includes('$') || parts.slice(0, 2).some((part) => alias.includes(part))) {
    return [];
  }
  const message = `FROM --platform flag should not use constant value ${JSON.stringify(platform)}`;
  return [{ rule: 'FromPlatformFlagConstDisallowed', message, node }];
}

function isLower(text: string): boolean {
  return text === text.toLowerCase();
}

function isOneCase(text: string): boolean {
  return isLower(text) || text === text.toUpperCase();
}
