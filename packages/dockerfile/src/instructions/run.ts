import { DockerfileError } from '../errors/dockerfile-error.ts';
import { suggest } from '../errors/suggest.ts';
import type { RunInstruction } from '../instruction.ts';
import type { AstNode } from '../syntax/ast.ts';
import { commandLine, instructionBase } from './base.ts';
import { readFlags } from './flags.ts';
import { checkMount } from './mount.ts';

const networks = ['default', 'none', 'host'] as const;
const securities = ['sandbox', 'insecure'] as const;

/** RUN. */
export function buildRun(node: AstNode): RunInstruction {
  const flags = readFlags(node, { mount: 'list', network: 'text', security: 'text' });
  const mounts = flags.list('mount');
  checkMounts(node, mounts);
  const network = oneOf(flags.text('network'), networks, (value, near) =>
    node.line.error('INVALID_FLAG', `invalid network mode ${value}`, flags.offset('network'), near),
  );
  const security = oneOf(flags.text('security'), securities, (value, near) =>
    node.line.error(
      'INVALID_FLAG',
      `security ${value} is not valid`,
      flags.offset('security'),
      near,
    ),
  );
  return {
    ...instructionBase(node),
    kind: 'RUN',
    command: commandLine(node),
    mounts,
    ...(network === undefined ? {} : { network }),
    ...(security === undefined ? {} : { security }),
  };
}

function checkMounts(node: AstNode, mounts: readonly string[]): void {
  const written = node.flags.filter((flag) => flag.text.startsWith('--mount='));
  for (const [index, mount] of mounts.entries()) {
    try {
      checkMount(mount);
    } catch (error) {
      if (error instanceof DockerfileError) {
        throw error.at(node.line.placeAt(written[index]?.offset ?? node.name.offset));
      }
      throw error;
    }
  }
}

function oneOf<Value extends string>(
  value: string | undefined,
  allowed: readonly Value[],
  fail: (quoted: string, near: string | undefined) => DockerfileError,
): Value | undefined {
  const found = allowed.find((candidate) => candidate === value);
  if (value !== undefined && found === undefined) {
    throw fail(JSON.stringify(value), suggest(value, allowed));
  }
  return found;
}
