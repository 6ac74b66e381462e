import type {
  ArgInstruction,
  CommandInstruction,
  HealthcheckInstruction,
  ListInstruction,
  OnbuildInstruction,
  PairsInstruction,
  ValueInstruction,
} from '@slipway/dockerfile';
import type { BuiltConfig, DirectoryVertex } from '../graph/vertex.ts';
import { parseExposedPorts } from './exposed-ports.ts';
import { goDuration, goList, goQuotedList } from './go-text.ts';
import { cleanAbsolute, joinWorkingDirectory } from './paths.ts';
import { invalid } from './plan-error.ts';
import { shellOf } from './run-step.ts';
import type { StageState } from './stage-state.ts';
import { checkStopSignal } from './stop-signal.ts';
import { setVariable } from './variables.ts';

/** ENV: all values see the variables as they were before the instruction. */
export function planEnv(state: StageState, instruction: PairsInstruction): void {
  const pairs = expandPairs(state, instruction);
  for (const { name, value } of pairs) {
    state.variables.set(name, value);
    state.config = {
      ...state.config,
      Env: setVariable(state.config.Env ?? [], name, value),
    };
  }
  state.record(['ENV', ...pairs.map(({ name, value }) => `${name}=${value}`)].join(' '));
}

export function planLabel(state: StageState, instruction: PairsInstruction): void {
  const pairs = expandPairs(state, instruction);
  const added = Object.fromEntries(pairs.map(({ name, value }) => [name, value]));
  state.config = { ...state.config, Labels: { ...state.config.Labels, ...added } };
  state.record(['LABEL', ...pairs.map(({ name, value }) => `${name}=${value}`)].join(' '));
}

function expandPairs(state: StageState, { pairs, range }: PairsInstruction) {
  return pairs.map((pair) => ({
    name: state.expand(pair.name, range),
    value: state.expand(pair.value, range),
  }));
}

/** Arguments that decide about the build and are no variables of it. */
const hiddenArguments = new Set(['BUILDKIT_SBOM_SCAN_CONTEXT', 'BUILDKIT_SBOM_SCAN_STAGE']);

/** ARG: --build-arg beats the default, which beats the global argument. */
export function planArg(state: StageState, instruction: ArgInstruction): void {
  const { planning } = state;
  const shown = instruction.arguments.map(({ name, default: fallback }) => {
    const value =
      planning.buildArguments.get(name) ??
      (fallback === undefined
        ? planning.globals.get(name)
        : state.expand(fallback, instruction.range));
    if (value !== undefined && !hiddenArguments.has(name)) state.variables.set(name, value);
    state.arguments = [...state.arguments, { name, value }];
    return value === undefined ? name : `${name}=${value}`;
  });
  state.record(`ARG ${shown.join(' ')}`);
}

/** WORKDIR: the directory is made, by USER, where it is absent. */
export function planWorkdir(state: StageState, instruction: ValueInstruction): void {
  const path = joinWorkingDirectory(
    state.workingDirectory,
    state.expand(instruction.value, instruction.range),
  );
  state.config = { ...state.config, WorkingDir: path };
  if (path === '/') {
    state.record(`WORKDIR ${path}`);
    return;
  }
  const user = state.config.User;
  const vertex = state.planning.pool.intern<DirectoryVertex>({
    ...state.vertexBase(state.show(instruction.source), instruction.range),
    kind: 'directory',
    parent: state.root,
    path: cleanAbsolute(path),
    ...(user ? { user } : {}),
  });
  state.root = vertex;
  state.record(`WORKDIR ${path}`, vertex);
}

export function planUser(state: StageState, instruction: ValueInstruction): void {
  const user = state.expand(instruction.value, instruction.range);
  state.config = { ...state.config, User: user };
  state.record(`USER ${user}`);
}

export function planStopSignal(state: StageState, instruction: ValueInstruction): void {
  const signal = state.expand(instruction.value, instruction.range);
  checkStopSignal(signal);
  state.config = { ...state.config, StopSignal: signal };
  state.record(`STOPSIGNAL ${signal}`);
}

export function planMaintainer(state: StageState, instruction: ValueInstruction): void {
  state.author = instruction.value;
  state.record(`MAINTAINER ${instruction.value}`);
}

export function planExpose(state: StageState, instruction: ListInstruction): void {
  const { expander } = state.planning;
  const words = instruction.values.flatMap(
    (value) => expander.words(value, (name) => state.variables.get(name)).words,
  );
  const ports = words.flatMap(parseExposedPorts);
  const added = Object.fromEntries(ports.map((port) => [port, {}]));
  state.config = { ...state.config, ExposedPorts: { ...state.config.ExposedPorts, ...added } };
  state.record(`EXPOSE ${goList(ports)}`);
}

export function planVolume(state: StageState, instruction: ListInstruction): void {
  const volumes = instruction.values.map((value) => state.expand(value, instruction.range));
  if (volumes.includes('')) throw invalid('VOLUME specified can not be an empty string');
  const added = Object.fromEntries(volumes.map((volume) => [volume, {}]));
  state.config = { ...state.config, Volumes: { ...state.config.Volumes, ...added } };
  state.record(`VOLUME ${goList(volumes)}`);
}

export function planShell(state: StageState, instruction: ListInstruction): void {
  state.config = { ...state.config, Shell: instruction.values };
  state.record(`SHELL ${goList(instruction.values)}`);
}

export function planOnbuild(state: StageState, instruction: OnbuildInstruction): void {
  const triggers = [...(state.config.OnBuild ?? []), instruction.expression];
  state.config = { ...state.config, OnBuild: triggers };
}

export function planCmd(state: StageState, instruction: CommandInstruction): void {
  const words = commandWords(state, instruction);
  const { Cmd: _, ...config } = state.config;
  state.config = { ...config, ...(words.length > 0 ? { Cmd: words } : {}), ArgsEscaped: true };
  state.hasCommand = true;
  state.record(`CMD ${goQuotedList(words)}`);
}

/** ENTRYPOINT: a CMD of the base would be arguments of another program, so it goes. */
export function planEntrypoint(state: StageState, instruction: CommandInstruction): void {
  const words = commandWords(state, instruction);
  const { Entrypoint: _, Cmd, ...config } = state.config;
  state.config = {
    ...config,
    ...(words.length > 0 ? { Entrypoint: words } : {}),
    ...(state.hasCommand && Cmd ? { Cmd } : {}),
  };
  state.record(`ENTRYPOINT ${goQuotedList(words)}`);
}

function commandWords(state: StageState, { command }: CommandInstruction): readonly string[] {
  if (command.form === 'exec') return command.words;
  return [...shellOf(state), command.words.join(' ')];
}

export function planHealthcheck(state: StageState, instruction: HealthcheckInstruction): void {
  const healthcheck = healthcheckOf(instruction);
  state.config = { ...state.config, Healthcheck: healthcheck };
  const duration = (value: number | undefined) => goDuration(value ?? 0);
  const shown = [
    `Test:${goList(healthcheck.Test ?? [])}`,
    `Interval:${duration(healthcheck.Interval)}`,
    `Timeout:${duration(healthcheck.Timeout)}`,
    `StartPeriod:${duration(healthcheck.StartPeriod)}`,
    `StartInterval:${duration(healthcheck.StartInterval)}`,
    `Retries:${healthcheck.Retries ?? 0}`,
  ];
  state.record(`HEALTHCHECK {${shown.join(' ')}}`);
}

function healthcheckOf(
  instruction: HealthcheckInstruction,
): NonNullable<BuiltConfig['Healthcheck']> {
  const { command, interval, timeout, startPeriod, startInterval, retries } = instruction;
  if (!command) return { Test: ['NONE'] };
  const type = command.form === 'exec' ? 'CMD' : 'CMD-SHELL';
  return {
    Test: [type, ...command.words],
    ...(interval ? { Interval: interval } : {}),
    ...(timeout ? { Timeout: timeout } : {}),
    ...(startPeriod ? { StartPeriod: startPeriod } : {}),
    ...(startInterval ? { StartInterval: startInterval } : {}),
    ...(retries ? { Retries: retries } : {}),
  };
}
