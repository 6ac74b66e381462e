import { type Heredoc, parseHeredocWord, type RunInstruction } from '@slipway/dockerfile';
import { BuildError } from '../errors.ts';
import type { RunVertex } from '../graph/vertex.ts';
import { planMounts } from './run-mounts.ts';
import type { Step } from './stage-node.ts';
import type { StageState } from './stage-state.ts';
import { stepText } from './step-name.ts';
import type { Variables } from './variables.ts';

const defaultHostname = 'buildkitsandbox';
const scriptFolder = '/dev/pipes';

/** RUN: a process whose changes become a layer. Throws BuildError and DockerfileError. */
export function planRun(state: StageState, instruction: RunInstruction, step: Step): void {
  const { planning } = state;
  const { request } = planning.options;
  const command = commandOf(state, instruction);
  const { mounts, sshSocket } = planMounts(state, instruction, step.sources);
  const environment = state.variables.entries();
  const withSsh = sshSocket !== undefined && state.variables.get('SSH_AUTH_SOCK') === undefined;
  const vertex = planning.pool.intern<RunVertex>({
    ...state.vertexBase(command.shown, instruction.range),
    kind: 'run',
    parent: state.root,
    arguments: command.words,
    files: command.files,
    environment: withSsh ? [...environment, `SSH_AUTH_SOCK=${sshSocket}`] : environment,
    hiddenEnvironment: proxyVariables(planning.buildArguments, state.variables),
    workingDirectory: state.workingDirectory,
    user: state.config.User ?? '',
    mounts,
    network: networkOf(state, instruction),
    security: securityOf(state, instruction),
    hostname: planning.buildArguments.get('BUILDKIT_SANDBOX_HOSTNAME') || defaultHostname,
    extraHosts: request.extraHosts,
    ...(request.shmSize === undefined ? {} : { shmSize: request.shmSize }),
    ulimits: request.ulimits,
  });
  state.root = vertex;
  state.record(`RUN ${historyCommand(state, command.words)} # buildkit`, vertex);
}

/** The shell that runs text, as SHELL set it. */
export function shellOf(state: StageState): readonly string[] {
  const shell = state.config.Shell ?? [];
  if (shell.length > 0) return shell;
  return state.platform.os === 'windows' ? ['cmd', '/S', '/C'] : ['/bin/sh', '-c'];
}

interface Command {
  /** For progress. */
  readonly shown: string;
  readonly words: readonly string[];
  readonly files: RunVertex['files'];
}

function commandOf(state: StageState, instruction: RunInstruction): Command {
  const { command, heredocs, source } = instruction;
  const shown = stepText(source);
  if (command.form === 'exec') return { shown, words: command.words, files: [] };
  const text = command.words.join(' ');
  const [first] = heredocs;
  if (first && parseHeredocWord(text)) return scriptOf(state, first, shown);
  const documents = heredocs.map((each) => `\n${each.unstripped ?? each.content}${each.name}`);
  return { shown, words: [...shellOf(state), text + documents.join('')], files: [] };
}

/** A here-document that is the whole command: a program if it says so, else what the shell runs. */
function scriptOf(state: StageState, { name, content }: Heredoc, shown: string): Command {
  const [line = '', ...more] = content.trim().split(/\r?\n/);
  const summary = `${shown} (${line}${more.length > 0 ? '...' : ''})`;
  if (!content.startsWith('#!') || state.platform.os === 'windows')
    return { shown: summary, words: [...shellOf(state), content], files: [] };
  const words = [...shellOf(state), `${scriptFolder}/${name}`];
  return { shown: summary, words, files: [{ name, content }] };
}

/** The command after the arguments it saw: `|1 VERSION=2 /bin/sh -c make`. */
function historyCommand(state: StageState, words: readonly string[]): string {
  const shown = new Map<string, string>();
  for (const { name, value } of state.arguments)
    shown.set(name, `${name}=${state.variables.get(name) ?? value ?? ''}`);
  const head = shown.size > 0 ? [`|${shown.size}`, ...shown.values()] : [];
  return [...head, ...words].join(' ');
}

function networkOf(state: StageState, instruction: RunInstruction): RunVertex['network'] {
  const { request } = state.planning.options;
  const { network: own } = instruction;
  const network = own === undefined || own === 'default' ? request.network : own;
  if (network === 'host' && !request.allow.has('network.host'))
    throw new BuildError('NOT_ALLOWED', 'network.host is not allowed', {
      lines: instruction.range,
      advice: 'allow this build the host network with --allow network.host',
    });
  return network;
}

function securityOf(state: StageState, instruction: RunInstruction): RunVertex['security'] {
  const security = instruction.security ?? 'sandbox';
  if (security === 'insecure' && !state.planning.options.request.allow.has('security.insecure'))
    throw new BuildError('NOT_ALLOWED', 'security.insecure is not allowed', {
      lines: instruction.range,
      advice: 'allow this build to run privileged with --allow security.insecure',
    });
  return security;
}

const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'] as const;

/** Arguments that need no ARG, whatever their case. */
export const proxyArgumentNames: ReadonlySet<string> = new Set(
  proxies.flatMap((name) => [name, name.toLowerCase()]),
);

/** Proxy arguments in both cases, but for those the process has as ordinary variables. */
function proxyVariables(
  buildArguments: ReadonlyMap<string, string>,
  variables: Variables,
): readonly string[] {
  const given = [...buildArguments].sort(([left], [right]) => (left < right ? -1 : 1));
  return proxies.flatMap((proxy) => {
    const value = given.findLast(([name]) => name.toUpperCase() === proxy)?.[1];
    if (!value) return [];
    return [proxy, proxy.toLowerCase()]
      .filter((name) => variables.get(name) === undefined)
      .map((name) => `${name}=${value}`);
  });
}
