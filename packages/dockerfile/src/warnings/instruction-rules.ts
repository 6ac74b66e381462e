import type { JudgedNode } from './judged-node.ts';
import type { Finding } from './stage-rules.ts';

const secret = /(?:_|^)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token)(?:_|$)/i;
const noSecret = /(?:_|^)(?:public|file|version)(?:_|$)/i;

/** Rules that need no more than one instruction. */
export function checkInstructions(nodes: readonly JudgedNode[]): Finding[] {
  return nodes.flatMap((judged) => [
    ...checkMaintainer(judged),
    ...checkOlderPairs(judged),
    ...checkSecrets(judged),
    ...checkExpose(judged),
  ]);
}

/** Rules that need to know what else its stage says. */
export function checkWithinStages(nodes: readonly JudgedNode[]): Finding[] {
  const last = new Map<string, JudgedNode>();
  const found: Finding[] = [];
  let shellIsSet = false;
  for (const judged of nodes) {
    const { node, instruction } = judged;
    const name = node.name.text;
    if (instruction.kind === 'FROM') {
      last.clear();
    } else if (instruction.kind === 'SHELL') {
      shellIsSet = true;
    } else if (['CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(instruction.kind)) {
      const before = last.get(instruction.kind);
      if (before !== undefined) {
        const message =
          `Multiple ${name} instructions should not be used in the same stage because only the ` +
          'last one will be used';
        found.push({ rule: 'MultipleInstructionsDisallowed', message, node: before.node });
      }
      last.set(instruction.kind, judged);
    }
    const isStart = instruction.kind === 'CMD' || instruction.kind === 'ENTRYPOINT';
    if (isStart && instruction.command.form === 'shell' && !shellIsSet) {
      const message =
        `JSON arguments recommended for ${name} to prevent unintended behavior related to OS ` +
        'signals';
      found.push({ rule: 'JSONArgsRecommended', message, node });
    }
  }
  return found;
}

/** Instruction names written like most of the others, in capitals where it is a draw. */
export function checkCasing(nodes: readonly JudgedNode[]): Finding[] {
  const counted = nodes.slice(nodes.findIndex(({ instruction }) => instruction.kind === 'FROM'));
  const names = counted.map(({ node }) => node.name.text);
  const lower = names.filter((name) => name === name.toLowerCase()).length;
  const upper = names.filter((name) => name === name.toUpperCase()).length;
  const casing = lower > upper ? 'lowercase' : 'uppercase';
  return counted.flatMap(({ node }) => {
    const name = node.name.text;
    if (name === (casing === 'lowercase' ? name.toLowerCase() : name.toUpperCase())) {
      return [];
    }
    const message = `Command '${name}' should match the case of the command majority (${casing})`;
    return [{ rule: 'ConsistentInstructionCasing', message, node }];
  });
}

function checkMaintainer({ node, instruction }: JudgedNode): Finding[] {
  if (instruction.kind !== 'MAINTAINER') {
    return [];
  }
  const message = 'Maintainer instruction is deprecated in favor of using label';
  return [{ rule: 'MaintainerDeprecated', message, node }];
}

function checkOlderPairs({ node, instruction }: JudgedNode): Finding[] {
  const isPairs = instruction.kind === 'ENV' || instruction.kind === 'LABEL';
  if (!isPairs || node.words[2]?.text !== '') {
    return [];
  }
  const name = node.name.text;
  const message = `"${name} key=value" should be used instead of legacy "${name} key value" format`;
  return [{ rule: 'LegacyKeyValueFormat', message, node }];
}

function checkSecrets({ node, instruction }: JudgedNode): Finding[] {
  const { kind } = instruction;
  const names = kind === 'ENV' ? instruction.pairs : kind === 'ARG' ? instruction.arguments : [];
  return names
    .filter(({ name }) => secret.test(name) && !noSecret.test(name))
    .map(({ name }) => ({
      rule: 'SecretsUsedInArgOrEnv',
      message: `Do not use ARG or ENV instructions for sensitive data (${kind} ${JSON.stringify(name)})`,
      node,
    }));
}

/** Only what holds whatever the variables are. */
function checkExpose({ node, instruction }: JudgedNode): Finding[] {
  if (instruction.kind !== 'EXPOSE') {
    return [];
  }
  return instruction.values.flatMap((value): Finding[] => {
    const [port = '', protocol = ''] = value.split('/');
    const found: Finding[] = [];
    if (port.includes(':') && !port.includes('$')) {
      const message =
        'EXPOSE instruction should not define an IP address or host-port mapping, found ' +
        `'${value}'`;
      found.push({ rule: 'ExposeInvalidFormat', message, node });
    }
    if (!protocol.includes('$') && protocol !== protocol.toLowerCase()) {
      const message = `Defined protocol '${value}' in EXPOSE instruction should be lowercase`;
      found.push({ rule: 'ExposeProtoCasing', message, node });
    }
    return found;
  });
}
