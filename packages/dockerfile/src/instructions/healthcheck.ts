import type { HealthcheckInstruction } from '../instruction.ts';
import type { AstNode } from '../syntax/ast.ts';
import { commandLine, instructionBase, invalidArgument, requireWords } from './base.ts';
import { parseDuration } from './duration.ts';
import { type Flags, readFlags } from './flags.ts';

const flagKinds = {
  interval: 'text',
  timeout: 'text',
  'start-period': 'text',
  'start-interval': 'text',
  retries: 'text',
} as const;

const millisecond = 1e6;
const maximumRetries = 2 ** 31 - 1;

/** HEALTHCHECK: `NONE`, or `CMD` and a command. */
export function buildHealthcheck(node: AstNode): HealthcheckInstruction {
  requireWords(node);
  const [type, ...words] = node.words;
  const kind = type?.text.toUpperCase() ?? '';
  if (kind === 'NONE') {
    if (words.length > 0) {
      throw invalidArgument(node, 'HEALTHCHECK NONE takes no arguments', words[0]?.offset);
    }
    return { ...instructionBase(node), kind: 'HEALTHCHECK' };
  }
  const flags = readFlags(node, flagKinds);
  if (kind !== 'CMD') {
    throw invalidArgument(
      node,
      `Unknown type ${JSON.stringify(kind)} in HEALTHCHECK (try CMD)`,
      type?.offset,
    );
  }
  if (words.length === 0) {
    throw invalidArgument(node, 'Missing command after HEALTHCHECK CMD', type?.offset);
  }
  return {
    ...instructionBase(node),
    kind: 'HEALTHCHECK',
    command: commandLine(node, words),
    ...readTimes(node, flags),
  };
}

function readTimes(node: AstNode, flags: Flags) {
  const times = {
    interval: readInterval(node, flags, 'interval'),
    timeout: readInterval(node, flags, 'timeout'),
    startPeriod: readInterval(node, flags, 'start-period'),
    startInterval: readInterval(node, flags, 'start-interval'),
    retries: readRetries(node, flags),
  };
  const given = Object.entries(times).filter(([, value]) => value !== undefined && value !== 0);
  return Object.fromEntries(given) as Partial<Record<keyof typeof times, number>>;
}

/** Nanoseconds. Nothing, or 0, leaves the engine its default. */
function readInterval(node: AstNode, flags: Flags, name: string): number | undefined {
  const text = flags.text(name);
  if (text === undefined || text === '') {
    return undefined;
  }
  const duration = parseDuration(text);
  if (duration === undefined) {
    throw node.line.error(
      'INVALID_FLAG',
      `--${name}: invalid duration ${JSON.stringify(text)}, write it as 30s or 1m30s`,
      flags.offset(name),
    );
  }
  if (duration !== 0 && duration < millisecond) {
    throw node.line.error(
      'INVALID_FLAG',
      `Interval ${JSON.stringify(name)} cannot be less than 1ms`,
      flags.offset(name),
    );
  }
  return duration;
}

function readRetries(node: AstNode, flags: Flags): number | undefined {
  const text = flags.text('retries');
  if (text === undefined || text === '') {
    return undefined;
  }
  const retries = Number(text);
  if (!/^[+-]?\d+$/.test(text) || Math.abs(retries) > maximumRetries) {
    throw node.line.error(
      'INVALID_FLAG',
      `--retries needs a whole number, not ${JSON.stringify(text)}`,
      flags.offset('retries'),
    );
  }
  if (retries < 0) {
    throw node.line.error(
      'INVALID_FLAG',
      `--retries cannot be negative (${retries})`,
      flags.offset('retries'),
    );
  }
  return retries;
}
