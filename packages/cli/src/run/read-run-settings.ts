import { posix } from 'node:path';
import type { Platform } from '@slipway/oci';
import { type ContainerSpec, knownCapabilities } from '@slipway/runtime';
import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { ownPlatform, readPlatforms } from '../images/read-platforms.ts';
import { parseExtraHost } from '../options/extra-host.ts';
import { parseBytes, parseUlimit, type UlimitOption } from '../options/limits.ts';
import { closestWord, suggestion } from '../options/suggest.ts';
import type { CommandInput } from '../tree/command-input.ts';
import { parsePublished } from './port-option.ts';
import { parseSignal } from './stop-signals.ts';
import { parseTmpfs, parseVolume, type RunMount } from './volume-option.ts';

/** What the options of `slipway run` say. */
export interface RunSettings {
  readonly image: string;
  readonly command: readonly string[];
  readonly entrypoint: string | undefined;
  readonly env: readonly string[];
  readonly envFiles: readonly string[];
  readonly mounts: readonly RunMount[];
  readonly workingDirectory: string | undefined;
  readonly user: string | undefined;
  readonly interactive: boolean;
  readonly terminal: boolean;
  readonly ports: NonNullable<ContainerSpec['ports']>;
  readonly network: ContainerSpec['network'];
  readonly hostname: string | undefined;
  readonly extraHosts: readonly string[];
  readonly readOnly: boolean;
  readonly capabilities: NonNullable<ContainerSpec['capabilities']>;
  readonly shmSize: number | undefined;
  readonly ulimits: readonly UlimitOption[];
  readonly pull: 'always' | 'missing' | 'never';
  readonly platform: Platform;
  /** `--platform` was given: no other will do. */
  readonly platformOnly: boolean;
  readonly stopSignal: NodeJS.Signals | undefined;
  /** Milliseconds. */
  readonly stopTimeout: number;
  readonly quiet: boolean;
}

const defaultStopTimeout = 10;

/** Reads and checks the options, before anything is done. Throws usage errors, each naming its option. */
export function readRunSettings(context: Context, input: CommandInput): RunSettings {
  const terminal = input.flag('tty');
  if (terminal && !(context.stdin.isTTY === true && context.stdout.isTTY === true)) {
    throw usageError('--tty: this is no terminal', 'Leave out -t');
  }
  const workingDirectory = input.text('workdir');
  if (workingDirectory !== undefined && !workingDirectory.startsWith('/')) {
    throw usageError(`--workdir ${workingDirectory}: it must be absolute`);
  }
  const shmSize = input.text('shmSize');
  const stopSignal = input.text('stopSignal');
  const ports = input.list('publish').flatMap(parsePublished);
  return {
    image: input.argument(0),
    command: input.argumentList(1),
    entrypoint: input.text('entrypoint'),
    env: input.list('env'),
    envFiles: input.list('envFile'),
    mounts: [...input.list('volume').map(parseVolume), ...input.list('tmpfs').map(parseTmpfs)],
    workingDirectory: workingDirectory && posix.normalize(workingDirectory),
    user: input.text('user'),
    interactive: input.flag('interactive'),
    terminal,
    ports,
    network: readNetwork(input.text('network'), ports.length > 0),
    hostname: readHostname(input),
    extraHosts: input.list('addHost').map(parseExtraHost),
    readOnly: input.flag('readOnly'),
    capabilities: {
      added: readCapabilities(input.list('capAdd'), '--cap-add'),
      dropped: readCapabilities(input.list('capDrop'), '--cap-drop'),
    },
    shmSize: shmSize === undefined ? undefined : parseBytes(shmSize, '--shm-size'),
    ulimits: input.list('ulimit').map(parseUlimit),
    pull: readPull(input.text('pull')),
    platform:
      readPlatforms(input.text('platform') ? [input.text('platform') ?? ''] : [])[0] ??
      ownPlatform(),
    platformOnly: input.text('platform') !== undefined,
    stopSignal: stopSignal === undefined ? undefined : parseSignal(stopSignal, '--stop-signal'),
    stopTimeout: readSeconds(input.text('stopTimeout')),
    quiet: input.flag('quiet'),
  };
}

const networks = ['default', 'bridge', 'none', 'host'] as const;

function readNetwork(text: string | undefined, publishes: boolean): ContainerSpec['network'] {
  const known = networks.find((each) => each === (text ?? 'default'));
  if (known === undefined) {
    throw usageError(
      `--network ${text}: there is no such network`,
      suggestion(text ?? '', networks),
    );
  }
  if (known === 'none' && publishes) {
    throw usageError('--publish: there are no ports with --network none');
  }
  return known === 'bridge' ? 'default' : known;
}

function readHostname(input: CommandInput): string | undefined {
  const text = input.text('hostname') ?? input.text('name');
  if (text === undefined || /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/.test(text)) return text;
  throw usageError(`"${text}" is no name for a host`, 'Use letters, digits, "-" and "."');
}

function readCapabilities(texts: readonly string[], flag: string): readonly string[] | 'all' {
  const names = texts.map((text) => text.toUpperCase().replace(/^CAP_/, ''));
  const bad = names.find((name) => name !== 'ALL' && !knownCapabilities.includes(`CAP_${name}`));
  if (bad !== undefined) {
    const known = knownCapabilities.map((each) => each.slice('CAP_'.length));
    const meant = closestWord(bad, known);
    throw usageError(
      `${flag} ${bad}: there is no such capability`,
      meant ? `Did you mean ${meant}?` : 'For example NET_ADMIN; capabilities(7) lists them',
    );
  }
  return names.includes('ALL') ? 'all' : names.map((name) => `CAP_${name}`);
}

const pulls = ['always', 'missing', 'never'] as const;

function readPull(text: string | undefined): RunSettings['pull'] {
  const known = pulls.find((each) => each === (text ?? 'missing'));
  if (known) return known;
  throw usageError(`--pull ${text}: there is no such word`, suggestion(text ?? '', pulls));
}

function readSeconds(text: string | undefined): number {
  const seconds = Number(text ?? defaultStopTimeout);
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= 86_400) return seconds * 1000;
  throw usageError(`--stop-timeout ${text}: expected seconds`);
}
